// Keys on the page of adjudication: each clicks the button, link or choice that shows it.

import { listen } from "./keys.js";

const main = document.getElementById("adjudication");
listen({ isBusy: () => false, move: () => false }, Boolean(main && "needsAlt" in main.dataset));

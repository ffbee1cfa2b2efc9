"""Bodies of forms as browsers and others send them."""

import re
from html import unescape


def multipart(fields: dict[str, str | tuple[str, bytes]]) -> dict[str, object]:
    """Keyword arguments for a test client's request: text fields, and files as (name, bytes).

    Put together by hand: the test client leaves the temporary file of a large form open.
    """
    parts = []
    for name, value in fields.items():
        named, data = value if isinstance(value, tuple) else ("", value.encode())
        file = f'; filename="{named}"' if isinstance(value, tuple) else ""
        parts.append(f'--edge\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + data + b"\r\n")
    return {"data": b"".join(parts) + b"--edge--\r\n", "content_type": "multipart/form-data; boundary=edge"}


def hidden_of(html: str) -> dict[str, str]:
    """The hidden fields of a form, as a browser would send them; the token apart, which test clients need not have."""
    fields = (dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r'<input type="hidden"[^>]*>', html))
    return {field["name"]: unescape(field.get("value", "")) for field in fields if field["name"] != "csrf_token"}

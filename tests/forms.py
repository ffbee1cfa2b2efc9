"""Bodies of forms as browsers and others send them."""


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

"""Two ways of signing a request: plain headers (``simple``) and HTTP message signatures (``messages``, RFC 9421)."""

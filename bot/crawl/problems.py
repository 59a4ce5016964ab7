"""From what sockets, TLS, DNS and HTTP raise to a reason and a sentence."""

import errno
import socket
import ssl

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from bot.crawl.guard import AddressRefusedError
from storage.words import Reason

# What aiohttp lets out for anything that a server or a URL can do; ValueError covers idna and header values.
WEB_ERRORS = (aiohttp.ClientError, HttpProcessingError, OSError, EOFError, ValueError)

_BY_ERRNO = {
    errno.ECONNREFUSED: (Reason.CONNECTION_REFUSED, "The server refused the connection."),
    errno.ECONNRESET: (Reason.CONNECTION_RESET, "The server broke the connection off."),
    errno.EPIPE: (Reason.CONNECTION_RESET, "The server broke the connection off."),
    errno.ECONNABORTED: (Reason.CONNECTION_RESET, "The connection was broken off."),
    errno.ETIMEDOUT: (Reason.TIMED_OUT, "The server did not answer in time."),
    errno.EHOSTUNREACH: (Reason.NETWORK_ERROR, "There is no route to the server."),
    errno.ENETUNREACH: (Reason.NETWORK_ERROR, "The network cannot be reached."),
    errno.ENETDOWN: (Reason.NETWORK_ERROR, "The network is down."),
    errno.EADDRNOTAVAIL: (Reason.NETWORK_ERROR, "This machine has no address or port left to connect from."),
    errno.EMFILE: (Reason.NETWORK_ERROR, "This process has no sockets left."),
    errno.ENFILE: (Reason.NETWORK_ERROR, "This machine has no sockets left."),
}
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def problem_of(error: BaseException) -> tuple[Reason, str]:
    """The reason and the sentence for an exception of a fetch (one of WEB_ERRORS)."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    return (
        _connect_problem(cause, looking_up=isinstance(error, aiohttp.ClientConnectorDNSError))
        or _BY_ERRNO.get(getattr(cause, "errno", None) or 0)
        or _protocol_problem(cause)
    )


def _connect_problem(cause: BaseException, *, looking_up: bool) -> tuple[Reason, str] | None:
    """Problems before the first byte of HTTP that no error number tells."""
    match cause:
        case AddressRefusedError():
            return Reason.ADDRESS_REFUSED, str(cause.strerror)
        case socket.gaierror() if cause.errno in _NO_SUCH_NAME:
            return Reason.NXDOMAIN, "There is no such host name."
        case OSError() if looking_up or isinstance(cause, socket.gaierror):
            return Reason.DNS_ERROR, f"The host name could not be looked up: {cause.strerror or 'no reason given'}."
        case ssl.SSLCertVerificationError():
            return Reason.TLS_ERROR, f"The certificate is not valid: {cause.verify_message}."
        case ssl.SSLError():
            return Reason.TLS_ERROR, f"TLS failed: {cause.reason or 'the server broke it off'}."
    return None


def _protocol_problem(cause: BaseException) -> tuple[Reason, str]:
    match cause:
        case aiohttp.ServerDisconnectedError() | ConnectionError() | EOFError():
            return Reason.CONNECTION_RESET, "The server broke the connection off."
        case aiohttp.ClientResponseError() | HttpProcessingError():
            return Reason.BAD_RESPONSE, f"The answer is not valid HTTP: {_first_line(cause.message)}."
        case aiohttp.ClientPayloadError():
            return Reason.TRUNCATED, "The connection ended in the middle of the page."
        case OSError():
            return Reason.NETWORK_ERROR, f"The connection failed: {cause.strerror or cause}."
    return Reason.BAD_RESPONSE, f"The answer could not be understood: {_first_line(str(cause))}."


def _first_line(message: str) -> str:
    return (message.strip().splitlines() or ["no reason given"])[0].rstrip(" .:")[:120]

"""Error codes with the HTTP status and title that the platform documents for them."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from os import urandom

from ..settings import Json
from ..wire import Answer, answer

# code: (HTTP status, title)
TABLE: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    3: (500, "API Method"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    200: (403, "API Permission"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Rate limit issues"),
    130429: (400, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131037: (400, "Phone number display name needs approval"),
    131042: (400, "Business eligibility payment issue"),
    131044: (400, "Business eligibility payment issue"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131050: (400, "User has stopped marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "Pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    131062: (400, "Recipient not supported for this message"),
    131063: (400, "Marketing messages API needed"),
    131064: (400, "Limit reached for misclassified templates"),
    132000: (400, "Template param count mismatch"),
    132001: (404, "Template does not exist"),
    132005: (400, "Template hydrated text too long"),
    132007: (400, "Template format character policy violated"),
    132008: (400, "Template parameter value is not valid"),
    132012: (400, "Template parameter format mismatch"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132068: (400, "Flow is blocked"),
    132069: (400, "Flow is throttled"),
    133016: (400, "Account register deregister rate limit exceeded"),
    137000: (400, "Identity key does not match"),
}


class GraphError(Exception):
    """A refusal in the platform's own form."""

    def __init__(
        self, code: int, details: str = "", *, subcode: int = 0, message: str = "", kind: str = ""
    ) -> None:
        self.code = code
        self.status, self.title = TABLE.get(code, (400, "Invalid parameter"))
        self.details = details
        self.subcode = subcode
        self.message = message or f"(#{code}) {self.title}"
        self.kind = kind or "OAuthException"
        super().__init__(self.message)

    def answer(self) -> Answer:
        found: Json = {"message": self.message, "type": self.kind, "code": self.code}
        if self.details:
            found["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode:
            found["error_subcode"] = self.subcode
        found["fbtrace_id"] = "A" + urlsafe_b64encode(urandom(16)).decode().rstrip("=")
        return answer({"error": found}, self.status)

    def as_status(self) -> Json:
        """The same refusal as it stands in the `errors` of a failed status."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details or self.title},
        }


def no_object(object_id: str, method: str) -> GraphError:
    """Not there and not yours are the same answer here too."""
    verb = method.lower()
    return GraphError(
        100,
        subcode=33,
        kind="GraphMethodException",
        message=(
            f"Unsupported {verb} request. Object with ID '{object_id}' does not exist, "
            "is not visible to this token, or does not support this operation"
        ),
    )

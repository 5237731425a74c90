from tests.unit.plausible import Rows

_KINDS = ", ".join(f"{kind} varchar" for kind in ("codeExposure", "codeAcceptance", "chatExposure", "chatAcceptance"))

ROWS: Rows = {
    "gemini_code_assist__metadata_log": (
        f"partition varchar, labels struct(user_id varchar, client_name varchar), jsonPayload struct({_KINDS})",
        "('2026-06-01', {'user_id': 'ada', 'client_name': 'vscode'}, {'codeExposure': null, 'codeAcceptance': 'x',"
        " 'chatExposure': null, 'chatAcceptance': null})",
        "('2026-06-01', {'user_id': '', 'client_name': null}, null)",
    ),
}

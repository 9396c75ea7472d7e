"""docs/vault.md tells enough: a vault opened by its description alone, with none of the store's code."""

from __future__ import annotations

import hmac
import json
import struct
import unicodedata
from pathlib import Path

import apsw
from argon2.low_level import Type, hash_secret_raw

KEPT = Path(__file__).with_name("kept") / "version_1.dat"
PASSPHRASE = "mật khẩu cũ của tôi"


def test_another_program_can_open_a_vault_from_its_description(tmp_path: Path) -> None:
    data = KEPT.read_bytes()
    slot, key = data[:4096], data[64:192]
    memory, passes, lanes = struct.unpack_from("<III", key, 4)
    salt, wrapped, mac = key[16:48], key[48:80], key[80:112]
    secret = unicodedata.normalize("NFC", PASSPHRASE).encode()
    a = hash_secret_raw(secret, salt, passes, memory, lanes, 64, Type.ID, version=0x13)
    said = slot[0:8] + slot[8:10] + slot[20:36] + b"passphrase" + key[4:16] + salt + wrapped
    assert mac == hmac.digest(a[32:64], said, "sha256")
    data_key = bytes(one ^ two for one, two in zip(wrapped, a[:32], strict=True))

    def child(name: bytes) -> bytes:
        return hmac.digest(data_key, b"upright 1 " + name, "sha256")

    assert slot[4032:4064] == hmac.digest(child(b"head"), slot[:4032], "sha256")
    rest = tmp_path / "rest.db"
    rest.write_bytes(data[8192:])
    con = apsw.Connection(str(rest))
    con.execute("PRAGMA cipher = 'chacha20'")
    con.execute(f"PRAGMA key = 'raw:{child(b'database').hex()}'")
    bodies = [json.loads(body) for (body,) in con.execute("SELECT body FROM records ORDER BY number")]
    con.close()
    assert [body["note"] for body in bodies] == ["Thứ hai: trời mưa."] * 3

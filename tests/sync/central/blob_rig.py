"""Harm done to stored scans past the centre: a disk that fails, a hand that slips."""

from __future__ import annotations

from sync.central.blobs import BlobStore, FolderBlobs
from sync.central.s3_blobs import S3Blobs


def spoil(blobs: BlobStore, sha256: bytes, harm: str) -> None:
    """`harm`: "lost" or "damaged"."""
    name = sha256.hex()
    if isinstance(blobs, FolderBlobs):
        path = blobs.folder / name[:2] / name[2:]
        if harm == "lost":
            path.unlink()
        else:
            path.write_bytes(b"not" + path.read_bytes()[3:])
        return
    assert isinstance(blobs, S3Blobs)
    bucket, key = blobs.bucket, f"{blobs.prefix}{name[:2]}/{name[2:]}"
    if harm == "lost":
        blobs.client.delete_object(Bucket=bucket, Key=key)
    else:
        data = blobs.client.get_object(Bucket=bucket, Key=key)["Body"].read()
        blobs.client.put_object(Bucket=bucket, Key=key, Body=b"not" + data[3:])


def lose_part(blobs: BlobStore, offset: int) -> None:
    """A part that was acknowledged is gone."""
    if isinstance(blobs, FolderBlobs):
        for path in (blobs.folder / "parts").glob("*"):
            path.unlink()
        return
    assert isinstance(blobs, S3Blobs)
    listed = blobs.client.list_objects_v2(Bucket=blobs.bucket, Prefix=f"{blobs.prefix}parts/")
    for each in listed.get("Contents", []):
        if each["Key"].rpartition("/")[2].startswith(f"{offset:09}-"):
            blobs.client.delete_object(Bucket=blobs.bucket, Key=each["Key"])


def parts_left(blobs: BlobStore) -> int:
    """Unfinished blobs' parts."""
    if isinstance(blobs, FolderBlobs):
        return len(list((blobs.folder / "parts").glob("*")))
    assert isinstance(blobs, S3Blobs)
    listed = blobs.client.list_objects_v2(Bucket=blobs.bucket, Prefix=f"{blobs.prefix}parts/")
    return len(listed.get("Contents", []))

namespace SaaSGate.ControlPlane.Evidence;

/// <summary>The file that tells whoever has evidence what to do with it.</summary>
internal static class EvidenceReadme
{
    public static string Text(EvidenceOrder order) =>
        $"""
        Evidence {order.Id} of organisation {order.OrganisationId}: {order.Scope.Describe()}.

        READ IT
          report.html is for people. It needs no network and no scripts; any browser prints it to PDF.

        CHECK IT
          saasgate verify {order.Id}.zip --key KEYS

          KEYS is a file that you got from the operator of the installation by a way you trust, not from this zip: the
          key history that it publishes at /.well-known/saasgate-keys, or a PEM file. Nothing is sent anywhere.
          If checkpoints were pushed to a place of your own, give what was kept there too: --checkpoints FILE. History that
          was written anew is caught by them, even if it is signed with the right key.
          Exit code 0: all of it verifies. 1: something is missing, changed, moved or cut off; the first such record is
          named. 2: it could not be checked.

        WHAT IS PROVEN
          records.jsonl      A line is a record with its link. Each session's records form a chain: a link is the SHA-256
                             of the link before it (32 zero bytes before the first) and the record's canonical JSON (RFC 8785).
          content.jsonl      Which files stand behind the commitments in the records, with their salts. A commitment is
                             the SHA-256 of a label, a zero byte, a salt, and the SHA-256 of each file.
          findings.jsonl     What detectors and rules found. Never the values themselves.
          blocks/ exchanges/ Requests and responses as they were recorded, masked. A request is its skeleton with each
                             zero byte replaced by the next block.
          checkpoints.jsonl  Statements over all chains that grew in a minute: a Merkle tree (RFC 6962) over their last
                             links, the checkpoint before, a signature (ECDSA P-256, SHA-256).
          manifest.json      What is claimed, and the SHA-256 of every file; manifest.sig signs it.

        WHAT IS NOT
          Who looked at a session (in the report) is told, not proven, but for the manifest's signature.
          Leaves are given of the checkpoints in whose time the scope lies, and of those that name its sessions. That later
          ones do not is told by the installation; checkpoints that were pushed to a place of your own show it.

        """;
}

using System.Text.Json;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>What an evidence zip claims to hold.</summary>
public sealed record EvidenceManifest
{
    /// <summary>The <c>type</c> of the document.</summary>
    public const string Type = "evidence";

    /// <summary>Its id, <c>evd_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whose history.</summary>
    public required string OrganisationId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>What was asked for.</summary>
    public required EvidenceScope Scope { get; init; }

    /// <summary>Sessions by id, each with its records by the last checkpoint that names it.</summary>
    public required IReadOnlyList<EvidenceSession> Sessions { get; init; }

    /// <summary>The first checkpoint of the range, and the last.</summary>
    public required ChainRange Checkpoints { get; init; }

    /// <summary>Checkpoints that have all their leaves: those in whose time the scope lies.</summary>
    public required ChainRange Complete { get; init; }

    /// <summary>All files but this one and its signature, by name.</summary>
    public required IReadOnlyList<EvidenceFileEntry> Files { get; init; }

    /// <summary>The key that signs.</summary>
    public required string KeyId { get; init; }

    /// <summary>The document that is signed.</summary>
    public byte[] ToDocument() => CanonicalJson.Write(new CanonicalObject
    {
        { "type", Type },
        { "version", 1 },
        { "id", Id },
        { "organisation", OrganisationId },
        { "madeAt", MadeAt },
        { "scope", Scope.ToCanonical() },
        { "sessions", Sessions.Select(session => new CanonicalObject { { "session", session.SessionId }, { "sequence", session.Sequence } }) },
        { "checkpoints", Range(Checkpoints) },
        { "complete", Range(Complete) },
        { "files", Files.Select(file => new CanonicalObject { { "name", file.Name }, { "size", file.Size }, { "sha256", file.Sha256 } }) },
        { "key", KeyId },
    });

    /// <summary>Reads the document.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static EvidenceManifest Read(ReadOnlyMemory<byte> document)
    {
        try
        {
            var json = CanonicalJson.Read(document);
            if (json.GetProperty("type").GetString() != Type || json.GetProperty("version").GetInt32() != 1)
                throw new FormatException("It is of another kind or version.");
            return new()
            {
                Id = json.Text("id"),
                OrganisationId = json.Text("organisation"),
                MadeAt = json.GetProperty("madeAt").GetDateTimeOffset(),
                Scope = EvidenceScope.Read(json.GetProperty("scope")),
                Sessions = [.. json.GetProperty("sessions").EnumerateArray().Select(session => new EvidenceSession(session.Text("session"), session.Number("sequence")))],
                Checkpoints = Range(json.GetProperty("checkpoints")),
                Complete = Range(json.GetProperty("complete")),
                Files = [.. json.GetProperty("files").EnumerateArray().Select(file => new EvidenceFileEntry(file.Text("name"), file.Number("size"), file.Bytes("sha256")!))],
                KeyId = json.Text("key"),
            };
        }
        catch (Exception malformed) when (malformed is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("Something is missing in it, or of another kind.", malformed);
        }
    }

    private static CanonicalObject Range(ChainRange range) => new() { { "from", range.From }, { "to", range.To } };

    private static ChainRange Range(JsonElement json) => new(json.Number("from"), json.Number("to"));
}

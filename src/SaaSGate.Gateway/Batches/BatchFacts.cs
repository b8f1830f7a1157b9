using System.Text.Json;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Batches;

/// <summary>What Claude says of a batch.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status"><c>in_progress</c>, <c>canceling</c> or <c>ended</c>; empty where it says nothing of it, as of one that is deleted.</param>
internal sealed record BatchFacts(string Id, string Status)
{
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = Inspector.MaxJsonDepth };

    /// <summary>Whether it runs no more.</summary>
    public bool HasEnded => Status == "ended";

    /// <summary>Reads an answer; null where it is about no batch.</summary>
    public static BatchFacts? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Depth);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    public static BatchFacts? Read(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() is { } text && BatchId.Is(text)
            ? new(text, json.TryGetProperty("processing_status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString()! : "")
            : null;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using SaaSGate.Contracts.Recording;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Recording;

/// <summary>A tool call of an answer that was kept back, as <c>exchanges.withheld</c> has it, and without its input <c>exchanges.kept_back</c>.</summary>
internal sealed record KeptCall(
    DateTimeOffset At,
    int Index,
    string Tool,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Input,
    string Rule,
    string PolicyId,
    long PolicyVersion,
    string Kind,
    string? ApprovalId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ConsumedAt)
{
    /// <summary>Calls of an exchange: those of earlier batches, then a batch's own, each with when its approval was used up.</summary>
    /// <param name="earlier">What the row has of them; null where there is nothing.</param>
    /// <param name="draft">What the batch says.</param>
    public static IReadOnlyList<KeptCall> Of(string? earlier, ExchangeDraft draft)
    {
        var calls = Read(earlier);
        foreach (var frame in draft.Withheld)
        {
            var (at, said) = (UnixMicroseconds.ToTime(frame.At), frame.Withheld);
            // One that went by its approval before went again as soon as it was read.
            var call = new KeptCall(
                at, said.Index, said.Tool, said.Input, said.Rule, said.PolicyId, (long)said.PolicyVersion, said.Kind, OpenExchange.OrNull(said.ApprovalId), said.Passed ? at : null);
            if (said.Replaces.Length > 0 && calls.FindIndex(one => one.ApprovalId == said.Replaces) is >= 0 and var proposed)
                calls[proposed] = call with { At = calls[proposed].At };
            else
                calls.Add(call);
        }
        foreach (var consumed in draft.CallsConsumed)
        {
            if (calls.FindIndex(call => call.ApprovalId == consumed.Consumed.ApprovalId) is >= 0 and var i)
                calls[i] = calls[i] with { ConsumedAt = UnixMicroseconds.ToTime(consumed.At) };
        }

        return calls;
    }

    /// <summary>What the record says that was made of <paramref name="keptBack"/>.</summary>
    public static IReadOnlyList<WithheldFacts> FactsOf(string? keptBack) => FactsOf(Read(keptBack));

    /// <summary>What a record says of calls.</summary>
    public static IReadOnlyList<WithheldFacts> FactsOf(IEnumerable<KeptCall> calls) =>
        [.. calls.Select(call => new WithheldFacts(call.At, call.Index, call.Tool, call.Rule, call.PolicyId, call.PolicyVersion, call.Kind, call.ApprovalId, call.ConsumedAt))];

    /// <summary>Calls as JSON.</summary>
    public static string Write(IEnumerable<KeptCall> calls) => JsonSerializer.Serialize(calls, JsonSerializerOptions.Web);

    private static List<KeptCall> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<KeptCall>>(json, JsonSerializerOptions.Web)!;
}

using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Proof;
using SaaSGate.Postgres.Exports;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>A checkpoint as it is pushed to a place that only the organisation can reach: whole, in the form in which evidence has it and in which it can be verified.</summary>
internal static class CheckpointEvents
{
    /// <summary>The checkpoint. Checkpoints are never deleted, so its facts are there.</summary>
    public static ExportEvent Of(string organisationId, ExportItem item)
    {
        var facts = item.Facts!.Value;
        var leaves = facts.GetProperty("leaves").EnumerateArray().Select(leaf => new CheckpointLeaf(
            leaf.GetProperty("session").GetString()!, leaf.GetProperty("sequence").GetInt64(), Convert.FromHexString(leaf.GetProperty("head").GetString()!)));
        return new(
            $"{organisationId}/checkpoint/{item.Subject}", item.At, 1, "Checkpoint",
            CheckpointLine.Write(Encoding.UTF8.GetBytes(Text(facts, "document")), Convert.FromHexString(Text(facts, "signature")), leaves));
    }

    private static string Text(JsonElement facts, string name) => facts.GetProperty(name).GetString()!;
}

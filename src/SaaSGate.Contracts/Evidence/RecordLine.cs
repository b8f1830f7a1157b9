using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>A line of <see cref="EvidenceFiles.Records"/>.</summary>
/// <param name="Hash">The link that it names.</param>
/// <param name="Record">The record.</param>
/// <param name="SessionId">The session that it names.</param>
/// <param name="Sequence">The place that it names.</param>
internal sealed record RecordLine(byte[] Hash, JsonElement Record, string SessionId, long Sequence)
{
    public string Kind => Record.Text("type");

    /// <summary>The exchange that it is about; null of other records.</summary>
    public string? Exchange => Kind is ChainRecord.ExchangeKind or ChainRecord.OpenedKind ? Record.Text("exchange") : null;

    /// <summary>Its canonical bytes, which are hashed.</summary>
    public byte[] Bytes => Encoding.UTF8.GetBytes(Record.GetRawText());

    public static byte[] Write(byte[] hash, byte[] record) => [.. "{\"hash\":\""u8, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash)), .. "\",\"record\":"u8, .. record, .. "}\n"u8];

    /// <summary>Reads a line; null when it is no record.</summary>
    public static RecordLine? Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            var json = CanonicalJson.Read(line);
            var record = json.GetProperty("record");
            var read = new RecordLine(json.Bytes("hash")!, record, record.Text("session"), record.Number("sequence"));
            return read.Hash.Length == Commitment.HashBytes && json.EnumerateObject().Count() == 2 && (read.Exchange?.Length ?? 1) > 0 ? read : null;
        }
        catch (Exception malformed) when (malformed is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}

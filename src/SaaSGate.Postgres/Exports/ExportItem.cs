using System.Text.Json;

namespace SaaSGate.Postgres.Exports;

/// <summary>Something that is to be told, with what is known of it now.</summary>
/// <param name="Xid">The transaction that wrote it, and with <paramref name="Id"/> its place in the order.</param>
/// <param name="Id">Its place among those of its transaction.</param>
/// <param name="Kind">exchange, approval, audit or checkpoint.</param>
/// <param name="Subject">Its id.</param>
/// <param name="At">When it happened; of an exchange when it began.</param>
/// <param name="Facts">Names and numbers, never content; null where retention has deleted it meanwhile.</param>
public sealed record ExportItem(string Xid, long Id, string Kind, string Subject, DateTimeOffset At, JsonElement? Facts);

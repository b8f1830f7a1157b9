using System.Globalization;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Batches;

/// <summary>A batch and its results, which are known from the start and shown when its time has passed.</summary>
internal sealed class Batch(string id, DateTimeOffset created, TimeSpan duration, IReadOnlyList<BatchLine> lines)
{
    private DateTimeOffset? _cancelled, _cancelEnds;

    public string Id => id;

    public IReadOnlyList<BatchLine> Lines => lines;

    public bool Cancelled => _cancelled is not null;

    public DateTimeOffset Ends => _cancelEnds ?? created + duration;

    public bool Ended(DateTimeOffset now) => now >= Ends;

    /// <summary>Stops what has not ended, which takes a while; again changes nothing.</summary>
    public void Cancel(DateTimeOffset now, TimeSpan takes)
    {
        if (!Cancelled && !Ended(now))
            (_cancelled, _cancelEnds) = (now, now + takes);
    }

    public void Write(WireWriter json, DateTimeOffset now, string origin)
    {
        var ended = Ended(now);
        var errored = Cancelled ? 0 : lines.Count(line => line.Errored);
        var canceled = Cancelled ? lines.Count : 0;
        json.Raw("{\"id\":"u8).Text(id)
            .Raw(",\"type\":\"message_batch\",\"processing_status\":"u8).Text(ended ? "ended" : Cancelled ? "canceling" : "in_progress")
            .Raw(",\"request_counts\":{\"processing\":"u8).Number(ended ? 0 : lines.Count)
            .Raw(",\"succeeded\":"u8).Number(ended ? lines.Count - errored - canceled : 0)
            .Raw(",\"errored\":"u8).Number(ended ? errored : 0)
            .Raw(",\"canceled\":"u8).Number(ended ? canceled : 0)
            .Raw(",\"expired\":0},\"ended_at\":"u8).TextOrNull(ended ? Time(Ends) : null)
            .Raw(",\"created_at\":"u8).Text(Time(created))
            .Raw(",\"expires_at\":"u8).Text(Time(created.AddDays(1)))
            .Raw(",\"archived_at\":null,\"cancel_initiated_at\":"u8).TextOrNull(_cancelled is { } at ? Time(at) : null)
            .Raw(",\"results_url\":"u8).TextOrNull(ended ? $"{origin}/v1/messages/batches/{id}/results" : null)
            .Raw("}"u8);
    }

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
}

/// <param name="CustomId">As the caller named it.</param>
/// <param name="Result">The <c>result</c> object, JSON.</param>
/// <param name="Errored">The result is an error.</param>
internal sealed record BatchLine(string CustomId, string Result, bool Errored);

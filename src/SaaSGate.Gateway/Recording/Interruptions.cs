using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Recording;

/// <summary>What a killed gateway left open: each exchange without a last record gets one that says it was interrupted.</summary>
internal static class Interruptions
{
    /// <summary>A lock that a rule put on a skill, and that may not be known yet anywhere else.</summary>
    /// <param name="Organisation">The skill's organisation.</param>
    /// <param name="Skill">The skill.</param>
    /// <param name="Exchange">The exchange in which a rule said so.</param>
    /// <param name="Sequence">Place in the spool of the record that says it.</param>
    public readonly record struct Lock(string Organisation, string Skill, string Exchange, ulong Sequence);

    private const int BatchBytes = 4 * 1024 * 1024, EndBytes = 1024;

    /// <summary>Reads the spool from its oldest record and closes what is open. To be called before the first request.</summary>
    /// <exception cref="InvalidOperationException">The spool has no room; the message says what to do.</exception>
    /// <returns>How many were open, and the locks that the spool tells of.</returns>
    public static async Task<(int Closed, IReadOnlyList<Lock> Locks)> RecordAsync(RecordSpool spool, TimeProvider clock, CancellationToken cancellation)
    {
        var open = new Dictionary<string, string>();
        var skills = new Dictionary<string, string>();
        var locks = new List<Lock>();
        var head = spool.Head.Sequence;
        if (head > spool.TrimmedSequence)
        {
            await foreach (var batch in spool.ReadAsync(spool.TrimmedSequence + 1, BatchBytes, cancellation))
            {
                using (batch)
                {
                    foreach (var record in batch.Records)
                    {
                        var frame = RecordFrame.Parser.ParseFrom(record.Payload.Span);
                        Note(frame, open);
                        if (frame.Started is { } started)
                            skills[frame.ExchangeId] = started.SkillId;
                        if ((frame.Started?.Decision?.Kind ?? frame.Withheld?.Kind) == RuleLock.Kind && skills.TryGetValue(frame.ExchangeId, out var skill))
                            locks.Add(new(frame.OrganisationId, skill, frame.ExchangeId, frame.Sequence));
                    }
                    if (batch.LastSequence >= head)
                        break;
                }
            }
        }
        if (open.Count == 0)
            return (0, locks);
        using var reservation = spool.TryReserve(open.Count * EndBytes)
            ?? throw new InvalidOperationException("The spool has no room to close interrupted exchanges. Give it more (SaaSGate:Gateway:SpoolMaxBytes).");
        var last = head;
        foreach (var (exchange, organisation) in open)
        {
            var frame = new RecordFrame
            {
                OrganisationId = organisation,
                ExchangeId = exchange,
                At = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000,
                Ended = new ExchangeEnded { Outcome = "interrupted" },
            };
            last = reservation.Append(frame, static (buffer, sequence, ended) =>
            {
                ended.Sequence = sequence;
                ended.WriteTo(buffer);
            });
        }
        await spool.SyncedAsync(last);
        return (open.Count, locks);
    }

    private static void Note(RecordFrame frame, Dictionary<string, string> open)
    {
        if (frame.BodyCase is RecordFrame.BodyOneofCase.Started or RecordFrame.BodyOneofCase.StillOpen)
            open[frame.ExchangeId] = frame.OrganisationId;
        else if (frame.BodyCase == RecordFrame.BodyOneofCase.Ended)
            open.Remove(frame.ExchangeId);
    }
}

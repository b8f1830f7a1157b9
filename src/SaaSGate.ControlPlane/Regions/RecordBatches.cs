using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Requests;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Reads record batches. A gateway of ours writes none that are refused here.</summary>
internal static class RecordBatches
{
    private const int LongestText = 4096, LongestFingerprint = 64, LongestId = 100, MostRequests = 1_000_000, MostPlaces = 200, LongestPlace = 320;

    /// <summary>Decodes a batch, and takes requests apart. By organisation, each in the spool's order.</summary>
    /// <exception cref="InvalidDataException">A record is malformed; the message says which, and nothing of its content.</exception>
    public static IReadOnlyList<IngestBatch> Decode(RecordBatch batch, string gatewayId, string regionId, string spoolId)
    {
        var organisations = new Dictionary<Id<Organisation>, List<IngestRecord>>();
        for (var i = 0; i < batch.Records.Count; i++)
        {
            var sequence = batch.FirstSequence + (ulong)i;
            var frame = Parse(batch.Records[i], sequence);
            if (!Id<Organisation>.TryParse(frame.OrganisationId, out var organisation) || Objection(frame, sequence) is not null)
                throw new InvalidDataException($"Record {sequence} is malformed: {Objection(frame, sequence) ?? "its organisation is no id"}.");
            RecordText.Clean(frame);
            BoundCounts(frame);
            if (!organisations.TryGetValue(organisation, out var records))
                organisations[organisation] = records = [];
            records.Add(new(frame, frame.BodyCase == RecordFrame.BodyOneofCase.Started ? Request(frame.Started.RequestBody.Memory) : null));
        }

        return [.. organisations.Select(pair => new IngestBatch(pair.Key, gatewayId, regionId, spoolId, pair.Value))];
    }

    /// <summary>Counts are claims of others, and sums are made of them: they stay far from overflowing.</summary>
    private static void BoundCounts(RecordFrame frame)
    {
        if (frame.Started is { } started)
            started.RequestBytes = Math.Max(0, started.RequestBytes);
        if (frame.Ended is not { } ended)
            return;
        ended.Requests = Math.Clamp(ended.Requests, 0, MostRequests);
        (ended.InputTokens, ended.OutputTokens) = (Bounded(ended.InputTokens), Bounded(ended.OutputTokens));
        (ended.CacheReadTokens, ended.CacheCreationTokens) = (Bounded(ended.CacheReadTokens), Bounded(ended.CacheCreationTokens));
        while (ended.Results.Count > ModelUse.Most)
            ended.Results.RemoveAt(ended.Results.Count - 1);
        foreach (var use in ended.Results)
        {
            (use.InputTokens, use.OutputTokens) = (Bounded(use.InputTokens), Bounded(use.OutputTokens));
            (use.CacheReadTokens, use.CacheCreationTokens) = (Bounded(use.CacheReadTokens), Bounded(use.CacheCreationTokens));
        }
    }

    private static long Bounded(long count) => Math.Clamp(count, 0, UsageSummary.MostTokens);

    private static RecordedRequest Request(ReadOnlyMemory<byte> body)
    {
        var split = RequestBlocks.Split(body);
        return new(split.Skeleton, [.. split.Blocks.Select(block => block.Content)], PromptTitle.Of(split));
    }

    private static RecordFrame Parse(ByteString record, ulong sequence)
    {
        try
        {
            return RecordFrame.Parser.ParseFrom(record);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new InvalidDataException($"Record {sequence} is no RecordFrame.", malformed);
        }
    }

    /// <summary>What is wrong with a record; null when nothing is. Whatever PostgreSQL could refuse is refused here.</summary>
    private static string? Objection(RecordFrame frame, ulong sequence) => frame switch
    {
        _ when frame.Sequence != sequence => "it stands in another place",
        _ when frame.BodyCase == RecordFrame.BodyOneofCase.None => "it says nothing",
        _ when !Id<Exchange>.TryParse(frame.ExchangeId, out _) => "its exchange is no id",
        _ when frame.At < 0 || frame.At > UnixMicroseconds.Of(new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero)) => "its time is out of range",
        { BodyCase: RecordFrame.BodyOneofCase.Started } => Objection(frame.Started, frame),
        { BodyCase: RecordFrame.BodyOneofCase.Ended, Ended: var ended } when !AreKept(ended.Findings) => "its findings are out of range",
        { BodyCase: RecordFrame.BodyOneofCase.Ended, Ended: var ended } when !RuleRecords.AreOpened(ended.Incidents) => "its incidents are out of range",
        { BodyCase: RecordFrame.BodyOneofCase.Ended, Ended: var ended } when !RuleRecords.AreMatched(ended.Matches) => "its matches are out of range",
        { BodyCase: RecordFrame.BodyOneofCase.Ended, Ended: var ended } when !RuleRecords.AreUsed(ended.Used) => "what it used is out of range",
        { BodyCase: RecordFrame.BodyOneofCase.Withheld, Withheld: var withheld } when !RuleRecords.IsWithheld(withheld) => "its call is out of range",
        { BodyCase: RecordFrame.BodyOneofCase.Ended, Ended.Outcome.Length: 0 } => "it has no outcome",
        { BodyCase: RecordFrame.BodyOneofCase.Held, Held: var held } when !Id<Approval>.TryParse(held.ApprovalId, out _) => "its approval is no id",
        { BodyCase: RecordFrame.BodyOneofCase.Consumed, Consumed: var consumed } when !Id<Approval>.TryParse(consumed.ApprovalId, out _) => "its approval is no id",
        { BodyCase: RecordFrame.BodyOneofCase.Batch, Batch: var batch } when !IsNoted(batch) => "its batch is out of range",
        _ => null,
    };

    private static bool IsNoted(BatchNoted batch) => batch.Requests >= 0 && batch.TokenId.Length <= LongestId && !batch.TokenId.Contains('\0', StringComparison.Ordinal)
        && batch.Places.Count <= MostPlaces && batch.Places.All(place => place.Length <= LongestPlace && place.AsSpan().IndexOfAny(' ', '\0') < 0) && batch.State switch
        {
            "sending" or "none" => batch.BatchId.Length == 0,
            "made" or "ended" or "deleted" => BatchId.Is(batch.BatchId),
            _ => false,
        };

    private static string? Objection(ExchangeStarted started, RecordFrame frame)
    {
        var (from, to) = ExchangeTime.WindowOf(frame.ExchangeId);
        var at = UnixMicroseconds.ToTime(frame.At);
        return !Id<Session>.TryParse(started.SessionId, out _) ? "its session is no id"
            : !Id<Skill>.TryParse(started.SkillId, out _) ? "its skill is no id"
            : at < from || at >= to ? "its exchange was made at another time"
            : started.SessionName.Length > LongestText ? "its session's name is too long"
            : !AreKept(started.Findings) ? "its findings are out of range"
            : !RuleRecords.AreOpened(started.Incidents) ? "its incidents are out of range"
            : !RuleRecords.AreMatched(started.Matches) ? "its matches are out of range"
            : !RuleRecords.AreInForce(started.Policies) ? "its policies are out of range"
            : started.EditOf.Length > 0 && !Id<Approval>.TryParse(started.EditOf, out _) ? "what it changes is no id"
            : null;
    }

    private static bool AreKept(IEnumerable<FindingRecord> findings) =>
        findings.All(finding => finding.Fingerprint.Length <= LongestFingerprint && finding.Start <= int.MaxValue && finding.End <= int.MaxValue);
}

using System.Buffers;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Requests;
using SaaSGate.Postgres.Policies;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Decides anew about recorded exchanges.</summary>
internal sealed class BacktestJudge(
    PolicyTrial trial, IReadOnlyDictionary<string, BacktestSkill> skills, IReadOnlyDictionary<string, Dictionary<string, Dictionary<string, DateTimeOffset>>> uses)
{
    private const int HoldRank = 2;

    /// <summary>Judges some sessions. Several threads may, each with a chunk of its own.</summary>
    /// <param name="chunk">The sessions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The policies of a skill do not compile together.</exception>
    public BacktestStep Judge(BacktestChunk chunk, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(64 * 1024);
        var differences = new List<BacktestStep.Difference>();
        var (judged, stricter, milder, otherwise, unread) = (0L, 0L, 0L, 0L, 0L);
        foreach (var exchange in chunk.Exchanges)
        {
            cancellationToken.ThrowIfCancellationRequested();
            judged++;
            if (FamilyOf(exchange.Path) is not { } family || !skills.TryGetValue(exchange.SkillId, out var skill))
                continue;
            if (!TryAssemble(chunk, exchange, body))
            {
                unread++;
                continue;
            }

            var used = uses.GetValueOrDefault(skill.Id) ?? [];
            var facts = new RequestFacts
            {
                SkillId = skill.Id,
                SkillName = skill.Name,
                SkillLabels = skill.Labels,
                UtcNow = exchange.StartedAt,
                Seen = new RecordedUses(used, exchange.StartedAt, calls: false),
            };
            var inspector = trial.For(facts);
            var inspection = inspector.InspectRecord(body.WrittenMemory, family, Recorded(chunk, exchange.Id), facts);
            if (inspection.Problem is not null)
            {
                unread++;
                continue;
            }

            var now = Decided.Of(inspection.Decision, inspection.Matches);
            if (exchange.ResponseBody is { } answer && now.Rank < HoldRank)
                foreach (var (tool, input) in RecordedCalls.In(RecordedBytes.Decompress(answer)))
                {
                    var call = inspector.InspectToolUse(tool, input, facts with { Model = inspection.Model, Seen = new RecordedUses(used, exchange.StartedAt, calls: true) });
                    now = now.Or(Decided.Of(call.Decision, call.Matches));
                }

            var was = new Decided(exchange.Decision, exchange.Rule, "").Or(new(exchange.CallKind ?? "allow", exchange.CallRule, ""));
            var by = now.Rank - was.Rank;
            if (by == 0 && now.Rule == was.Rule)
                continue;
            (stricter, milder, otherwise) = (stricter + (by > 0 ? 1 : 0), milder + (by < 0 ? 1 : 0), otherwise + (by == 0 ? 1 : 0));
            if (differences.Count < BacktestStore.MostDifferences)
                differences.Add(new(exchange, was.Kind, was.Rule, now.Kind, now.Rule, now.Because));
        }

        return new(chunk.LastSession, judged, stricter, milder, otherwise, unread, differences);
    }

    private static IReadOnlyList<Finding> Recorded(BacktestChunk chunk, string exchange) => chunk.Findings(exchange) is { Count: > 0 } found
        ? [.. found.Select(each => new Finding(
            each.Type, each.Detector, each.Location, each.SpanStart, each.SpanEnd, each.Score, each.Label, each.Fingerprint ?? [], each.Rule ?? ""))]
        : [];

    /// <summary>Puts a request together in a buffer that is used for one after the other.</summary>
    private static bool TryAssemble(BacktestChunk chunk, BacktestExchange exchange, ArrayBufferWriter<byte> body)
    {
        body.ResetWrittenCount();
        if (exchange.RequestSkeleton is null)
            return false;
        ReadOnlySpan<byte> skeleton = RecordedBytes.Decompress(exchange.RequestSkeleton);
        var month = BacktestReader.MonthOf(exchange.StartedAt);
        var runs = exchange.RequestBlocks;
        for (var i = 0; i + 1 < runs.Length; i += 2)
            for (var number = runs[i]; number < runs[i] + runs[i + 1]; number++)
            {
                var marker = skeleton.IndexOf(RequestBlocks.Marker);
                if (marker < 0 || chunk.Block(exchange.SessionId, month, number) is not { } block)
                    return false;
                body.Write(skeleton[..marker]);
                body.Write(block);
                skeleton = skeleton[(marker + 1)..];
            }

        body.Write(skeleton);
        return body.WrittenCount > 0 && !skeleton.Contains(RequestBlocks.Marker);
    }

    private static EndpointFamily? FamilyOf(string path) => path switch
    {
        "/v1/messages" => EndpointFamily.Messages,
        "/v1/messages/count_tokens" => EndpointFamily.CountTokens,
        "/v1/complete" => EndpointFamily.Complete,
        "/v1/messages/batches" => EndpointFamily.Batches,
        _ => null,
    };

    /// <summary>What is decided, and why.</summary>
    private readonly record struct Decided(string Kind, string? Rule, string Because)
    {
        private static readonly string[] Kinds = ["allow", "mask", "hold", "block", "lock"];

        public int Rank => Array.IndexOf(Kinds, Kind);

        public static Decided Of(PolicyDecision decision, IReadOnlyList<RuleMatch> matches) => new(
            Kinds[(int)decision.Kind], decision.Rule.Length == 0 ? null : decision.Rule, matches.FirstOrDefault(match => match.Decisive)?.Because ?? "");

        /// <summary>The more severe of two; of equals the first.</summary>
        public Decided Or(Decided other) => other.Rank > Rank ? other : this;
    }
}

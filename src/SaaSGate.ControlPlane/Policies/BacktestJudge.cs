using System.Buffers;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Requests;
using SaaSGate.Postgres.Policies;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Decides anew about recorded exchanges.</summary>
internal sealed class BacktestJudge(PolicyTrial trial, RecordedLabels labels, IReadOnlyDictionary<string, BacktestSkill> skills)
{
    private static readonly string[] Kinds = ["allow", "mask", "hold", "block", "lock"];

    /// <summary>Judges some sessions. Several threads may, each with a chunk of its own.</summary>
    /// <param name="chunk">The sessions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The policies of a skill do not compile together.</exception>
    public BacktestStep Judge(BacktestChunk chunk, CancellationToken cancellationToken)
    {
        foreach (var (label, score) in chunk.Scores)
            labels.Tell(label, score);
        var body = new ArrayBufferWriter<byte>(64 * 1024);
        var differences = new List<(BacktestExchange, string, string?, string)>();
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

            var facts = new RequestFacts { SkillId = skill.Id, SkillName = skill.Name, SkillLabels = skill.Labels, UtcNow = exchange.StartedAt };
            var inspection = trial.For(skill.Id, skill.Labels).InspectRequest(body.WrittenMemory, family, facts);
            if (inspection.Problem is not null)
            {
                unread++;
                continue;
            }

            var (would, rule) = (inspection.Decision.Kind.ToString().ToLowerInvariant(), inspection.Decision.Rule.Length == 0 ? null : inspection.Decision.Rule);
            var by = Array.IndexOf(Kinds, would) - Array.IndexOf(Kinds, exchange.Decision);
            if (by == 0 && rule == exchange.Rule)
                continue;
            (stricter, milder, otherwise) = (stricter + (by > 0 ? 1 : 0), milder + (by < 0 ? 1 : 0), otherwise + (by == 0 ? 1 : 0));
            if (differences.Count < BacktestStore.MostDifferences)
                differences.Add((exchange, would, rule, inspection.Matches.FirstOrDefault(match => match.Decisive)?.Because ?? ""));
        }

        return new(chunk.LastSession, judged, stricter, milder, otherwise, unread, differences);
    }

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
}

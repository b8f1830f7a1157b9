using System.Buffers;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Calls;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.Requests;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Batches;

/// <summary>
/// Brings the results of a batch to the skill, line by line: each masked, its tool calls judged, and recorded before it is sent. No more than what was
/// read at once, and a line, is in memory.
/// </summary>
internal sealed class BatchResults(CallRelay calls, StopCheck stops, Lease lease)
{
    private const int ReadSize = 64 * 1024;

    /// <summary>Relays results.</summary>
    /// <exception cref="InspectionException">A line cannot be inspected; nothing of it was sent.</exception>
    /// <exception cref="OperationCanceledException">The client has gone or the exchange was cut.</exception>
    public async Task<RelayEnd> RelayAsync(ForwardPermit permit, HttpResponseMessage answer, Reply reply, LiveExchange live)
    {
        WholeAnswer.RequireIdentity(answer);
        var inspector = permit.Request.Skill.Entry.Inspector;
        var masker = inspector.CreateLinesMasker();
        using var run = new Run(masker);
        var batch = permit.Request.BatchId!;
        var uses = new List<ModelUse>();
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        var lent = false;
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(live.Ending);
            reply.Begin(answer, contentLength: null);
            while (true)
            {
                lent = true;
                var read = await WholeAnswer.ReadAsync(stream.ReadAsync(buffer, live.Ending), live.Ending);
                lent = false;
                for (var rest = buffer.AsMemory(0, read ?? 0); run.TryTake(ref rest, isLast: read == 0);)
                {
                    var result = run.Mask();
                    Count(result, uses, inspector);
                    permit.Exchange.FindingsToCome = masker.Findings.Count;
                    if (result.Message is not null && stops.AsksCalls(live, inspector)
                        && await calls.PassAsync(permit, run.Answer(), live, inspector.MaskText(result.Model), new(batch, result.CustomId), SendAsync) is { } refusal)
                        return new(Refusal: refusal);
                    run.Keep();
                }
                await SendAsync();
                if (read is null)
                {
                    reply.Break();
                    return default;
                }
                if (read > 0)
                    continue;
                // Nothing more comes: what there was is safe before the skill is told so.
                await permit.Exchange.SyncAsync();
                calls.HasAll(permit, batch);
                return new(Whole: true);
            }
        }
        finally
        {
            // A read that was left behind may still write into the buffer: then nobody else gets it.
            if (!lent)
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            permit.Exchange.Ending.Results.AddRange(uses);
            AnswerRelay.Note(permit.Exchange, Sum(uses), stopReason: null, errorType: null, masker.Findings, inspector);
        }

        async ValueTask SendAsync()
        {
            if (run.Passed.Length == 0)
                return;
            live.Require(lease);
            await reply.WriteAsync(run.Passed, run.Recorded, live.Ending);
            run.Sent();
        }
    }

    /// <summary>Counts the tokens of a line for its model.</summary>
    private static void Count(BatchResult result, List<ModelUse> uses, Inspector inspector)
    {
        if (result.Message is null)
            return;
        var model = result.Model.Length > ModelUse.LongestModel ? "" : inspector.MaskText(result.Model);
        var use = uses.Find(use => use.Model == model);
        if (use is null && uses.Count < ModelUse.Most)
            uses.Add(use = new() { Model = model });
        use ??= uses[0];
        use.InputTokens = Add(use.InputTokens, result.Usage.InputTokens);
        use.OutputTokens = Add(use.OutputTokens, result.Usage.OutputTokens);
        use.CacheReadTokens = Add(use.CacheReadTokens, result.Usage.CacheReadTokens);
        use.CacheCreationTokens = Add(use.CacheCreationTokens, result.Usage.CacheCreationTokens);
    }

    private static UsageSummary Sum(List<ModelUse> uses) => uses.Aggregate(default(UsageSummary), (sum, use) => new(
        Add(sum.InputTokens, use.InputTokens), Add(sum.OutputTokens, use.OutputTokens), Add(sum.CacheReadTokens, use.CacheReadTokens),
        Add(sum.CacheCreationTokens, use.CacheCreationTokens)));

    private static long Add(long one, long other) => Math.Min(one + other, UsageSummary.MostTokens);

    /// <summary>The line that is looked at, and those before it that were not sent yet.</summary>
    private sealed class Run(JsonLinesMasker masker) : IDisposable
    {
        private readonly PooledBody _line = new(ReadSize), _passed = new(ReadSize), _recorded = new(ReadSize), _masked = new(0), _labelled = new(0);

        public ReadOnlyMemory<byte> Passed => _passed.Memory;

        public ReadOnlyMemory<byte> Recorded => _recorded.Memory;

        /// <summary>Takes bytes up to the end of a line; false while that has not come.</summary>
        public bool TryTake(ref Memory<byte> rest, bool isLast)
        {
            var end = rest.Span.IndexOf((byte)'\n') + 1;
            var piece = rest[..(end > 0 ? end : rest.Length)];
            if (_line.Length + piece.Length > JsonLinesMasker.MaxLineBytes)
                throw new InspectionException("A line is longer than any that is inspected.");
            _line.Write(piece.Span);
            rest = rest[piece.Length..];
            return end > 0 || (isLast && _line.Length > 0);
        }

        /// <summary>Masks the line, and tells what is in it.</summary>
        public BatchResult Mask()
        {
            _masked.Clear();
            _labelled.Clear();
            masker.Write(_line.Memory.Span, _masked, _labelled);
            masker.Complete(_masked, _labelled);
            var result = BatchResult.Read(_line.Memory.Span);
            _line.Clear();
            return result;
        }

        /// <summary>The message of the line, as an answer.</summary>
        public ResponseInspection Answer() => new() { Body = MessageIn(_masked.Memory), RecordBody = MessageIn(_labelled.Memory) };

        /// <summary>The line may be sent.</summary>
        public void Keep()
        {
            _passed.Write(_masked.Memory.Span);
            _recorded.Write(_labelled.Memory.Span);
        }

        public void Sent()
        {
            _passed.Clear();
            _recorded.Clear();
        }

        public void Dispose()
        {
            foreach (var body in (ReadOnlySpan<PooledBody>)[_line, _passed, _recorded, _masked, _labelled])
                body.Dispose();
        }

        private static ReadOnlyMemory<byte> MessageIn(ReadOnlyMemory<byte> line) =>
            line[BatchResult.Read(line.Span).Message ?? throw new InspectionException("A message is none once it is masked.")];
    }
}

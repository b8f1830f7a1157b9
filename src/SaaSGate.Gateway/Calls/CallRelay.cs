using SaaSGate.Contracts.Problems;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Calls;

namespace SaaSGate.Gateway.Calls;

/// <summary>
/// Brings an answer to a skill whose tool calls policy asks about. A call waits whole, and what comes behind it waits with it, in order; Claude's
/// answer is read on meanwhile, so that all its calls are asked for at once, and pings keep the skill.
/// </summary>
internal sealed class CallRelay(CallStep step, Lease lease, GatewayOptions options, TimeProvider clock)
{
    /// <summary>Judges and waits for the calls of a whole answer; null when it may be sent.</summary>
    /// <param name="permit">Its request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="live">The exchange.</param>
    /// <param name="model">That gave it, masked; null where it is the request's.</param>
    /// <param name="line">Where it stands in a batch's results; null where it is no batch's.</param>
    /// <param name="beforeWaiting">What must not wait with it.</param>
    public async Task<Refusal?> PassAsync(ForwardPermit permit, ResponseInspection answer, LiveExchange live, string? model = null, ResultLine? line = null, Func<ValueTask>? beforeWaiting = null)
    {
        List<HeldCall> waiting = [];
        try
        {
            var calls = CallReader.Read(answer.Body, answer.RecordBody).ToList();
            foreach (var call in calls)
            {
                var verdict = step.Judge(permit.Exchange, live, call, model, line);
                if (verdict.Refusal is { } refusal)
                    return refusal;
                if (verdict.Held is not { } held)
                    continue;
                waiting.Add(held);
                if (waiting.Count == 1 && !held.Ticket.TryGrow(answer.Body.Length + (long)answer.RecordBody.Length))
                    return GatewayProblems.HoldUnavailable;
            }
            if (waiting.Count > 0 && beforeWaiting is not null)
                await beforeWaiting();
            foreach (var held in waiting)
            {
                await WaitAsync(held, live.Ending);
                if (await step.ReleaseAsync(permit.Exchange, live, held) is { } refusal)
                    return refusal;
            }
            return waiting.Count == 0 ? null : calls.Select(call => step.Again(permit.Exchange, call)).FirstOrDefault(refusal => refusal is not null);
        }
        finally
        {
            step.Abandon(permit.Exchange, waiting);
        }
    }

    /// <summary>The skill has all of a batch's results.</summary>
    public void HasAll(ForwardPermit permit, string batchId) => step.HasAll(permit.Exchange, batchId);

    /// <summary>Relays a stream that has begun; what Claude sends is masked first.</summary>
    public async Task<RelayEnd> StreamAsync(ForwardPermit permit, Stream stream, SseMasker masker, Reply reply, LiveExchange live)
    {
        var calls = new CallStream();
        var waiting = new Queue<(StreamPart Part, HeldCall? Held)>();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(live.Ending);
        using var source = new MaskedSource(stream, masker, permit.Exchange, leaving.Token);
        Task<MaskedRead>? reading = null;
        try
        {
            reading = source.ReadAsync().AsTask();
            while (true)
            {
                // 1. What is decided goes out, in order.
                while (waiting.TryPeek(out var first) && (first.Held is null || first.Held.Ticket.Outcome.IsCompleted))
                {
                    if (first.Held is { } held && await step.ReleaseAsync(permit.Exchange, live, held) is { } refusal)
                        return new(Refusal: refusal);
                    if (first is { Held: null, Part.Call: { } passed } && step.Again(permit.Exchange, passed) is { } stopped)
                        return new(Refusal: stopped);
                    waiting.Dequeue();
                    await SendAsync(first.Part, source, waiting.Count == 0, reply, live);
                    first.Held?.Ticket.Dispose();
                }
                if (waiting.Count == 0 && reading is null)
                    return source.End == MaskedRead.Ended ? new(Whole: true) : new();

                // 2. Then more comes, or a decision, or nothing for a while.
                var next = waiting.TryPeek(out var front) ? front.Held : null;
                await AnyAsync(reading, next, reply, live);
                if (reading is not { IsCompleted: true })
                    continue;

                // 3. What came is judged.
                var read = await reading;
                if (read != MaskedRead.BrokeOff)
                    calls.Write(source.Passed.Span, source.Recorded.Span);
                if (read == MaskedRead.Ended)
                    calls.Complete();
                while (calls.TryTake(out var part))
                {
                    var verdict = part.Call is { } call ? step.Judge(permit.Exchange, live, call) : default;
                    if (verdict.Refusal is { } refusal)
                        return new(Refusal: refusal);
                    if (verdict.Held is { } held)
                        waiting.Enqueue((part, held));
                    else if (waiting.Count == 0)
                        await SendAsync(part, source, last: true, reply, live);
                    else if (waiting.Peek().Held!.Ticket.TryGrow(part.Bytes.Length + part.Record.Length))
                        waiting.Enqueue((part, null));
                    else
                        return new(Refusal: GatewayProblems.HoldUnavailable);
                }
                reading = read == MaskedRead.Some ? source.ReadAsync().AsTask() : null;
            }
        }
        finally
        {
            step.Abandon(permit.Exchange, waiting.Select(part => part.Held).OfType<HeldCall>());
            await leaving.CancelAsync();
            await (reading ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Completes when something has come or is decided, or there is nothing to wait for; sends a ping when neither is for a while.</summary>
    private async Task AnyAsync(Task<MaskedRead>? reading, HeldCall? held, Reply reply, LiveExchange live)
    {
        if (held is null)
        {
            if (reading is not null)
                await reading;
            return;
        }
        Task any = reading is null ? held.Ticket.Outcome : Task.WhenAny(reading, held.Ticket.Outcome);
        var left = step.Left(held);
        if (left <= TimeSpan.Zero)
        {
            step.GiveUp(held);
            return;
        }
        try
        {
            await any.WaitAsync(options.HoldSilence < left ? options.HoldSilence : left, clock, live.Ending);
        }
        catch (TimeoutException)
        {
            live.Require(lease);
            await reply.WriteAsync(HoldStep.Ping, HoldStep.Ping, live.Ending);
        }
    }

    private async Task WaitAsync(HeldCall held, CancellationToken ending)
    {
        var left = step.Left(held);
        try
        {
            if (left > TimeSpan.Zero)
                await held.Ticket.Outcome.WaitAsync(left, clock, ending);
            else
                step.GiveUp(held);
        }
        catch (TimeoutException)
        {
            step.GiveUp(held);
        }
    }

    private ValueTask SendAsync(StreamPart part, MaskedSource source, bool last, Reply reply, LiveExchange live)
    {
        live.Require(lease);
        return last && source.SawFinalEvent ? reply.WriteDurablyAsync(part.Bytes, part.Record, live.Ending) : reply.WriteAsync(part.Bytes, part.Record, live.Ending);
    }
}

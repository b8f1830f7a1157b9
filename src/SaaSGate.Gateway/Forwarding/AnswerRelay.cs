using SaaSGate.Contracts.Problems;
using SaaSGate.Gateway.Calls;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.Use;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>Step 8: brings Claude's answer to the skill: inspected, recorded, and only then sent, as it comes.</summary>
internal sealed class AnswerRelay(CallRelay calls, StopCheck stops, Lease lease, FairShares bodies, GatewayOptions options)
{
    private const int BytesOfToken = 4;

    /// <summary>Relays the answer.</summary>
    /// <exception cref="InspectionException">The answer cannot be inspected; nothing uninspected was sent.</exception>
    /// <exception cref="OperationCanceledException">The client has gone or the exchange was cut.</exception>
    public Task<RelayEnd> RelayAsync(ForwardPermit permit, HttpResponseMessage answer, Reply reply, LiveExchange live)
    {
        WholeAnswer.RequireIdentity(answer);
        return answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? StreamAsync(permit, answer, reply, live)
            : WholeAsync(permit, answer, reply, live);
    }

    private async Task<RelayEnd> StreamAsync(ForwardPermit permit, HttpResponseMessage answer, Reply reply, LiveExchange live)
    {
        var inspector = permit.Request.Skill.Entry.Inspector;
        var masker = inspector.CreateStreamMasker();
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(live.Ending);
            reply.Begin(answer, contentLength: null);
            if (stops.AsksCalls(live, inspector))
            {
                live.Require(lease);
                await reply.FlushHeadAsync(live.Ending);
                var end = await calls.StreamAsync(permit, stream, masker, reply, live);
                return end is { Whole: false, Refusal: null } ? BrokeOff(reply) : end;
            }
            return await StreamAsync(permit, stream, masker, reply, live);
        }
        finally
        {
            Note(permit.Exchange, UsageOf(masker), masker.StopReason, masker.ErrorType, masker.Findings, inspector);
        }
    }

    private async Task<RelayEnd> StreamAsync(ForwardPermit permit, Stream stream, SseMasker masker, Reply reply, LiveExchange live)
    {
        using var source = new MaskedSource(stream, masker, permit.Exchange, live.Ending);
        var reading = source.ReadAsync();
        if (!reading.IsCompleted)
        {
            try
            {
                live.Require(lease);
                await reply.FlushHeadAsync(live.Ending);
            }
            catch
            {
                // What is read of goes away only once nobody reads it any more.
                await stream.DisposeAsync();
                await ((Task)reading.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }
        while (true)
        {
            var read = await reading;
            if (read == MaskedRead.BrokeOff)
                return BrokeOff(reply);
            if (source.HasMore)
            {
                live.Require(lease);
                await (source.SawFinalEvent
                    ? reply.WriteDurablyAsync(source.Passed, source.Recorded, live.Ending)
                    : reply.WriteAsync(source.Passed, source.Recorded, live.Ending));
            }
            if (read == MaskedRead.Ended)
                return new(Whole: true);
            reading = source.ReadAsync();
        }
    }

    /// <summary>Claude counts what it wrote when it stops. Of a stream that ends before that, its text tells.</summary>
    private static UsageSummary UsageOf(SseMasker masker) => masker.StopReason is not null
        ? masker.Usage
        : masker.Usage with { OutputTokens = Math.Max(masker.Usage.OutputTokens, masker.TextBytes / BytesOfToken) };

    private static RelayEnd BrokeOff(Reply reply)
    {
        reply.Break();
        return default;
    }

    private async Task<RelayEnd> WholeAsync(ForwardPermit permit, HttpResponseMessage answer, Reply reply, LiveExchange live)
    {
        using var body = await WholeAnswer.ReadAsync(answer, options, live.Ending, bodies, live.Skill.Tenant.OrganisationId);
        return await WholeAsync(permit, answer, body?.Memory, reply, live);
    }

    /// <summary>Relays an answer that is here whole.</summary>
    /// <param name="permit">Its request.</param>
    /// <param name="answer">Its head.</param>
    /// <param name="body">Its body; null where Claude broke off.</param>
    /// <param name="reply">To the skill.</param>
    /// <param name="live">The exchange.</param>
    /// <param name="change">What changes it after it is masked, for the skill and for its record.</param>
    public async Task<RelayEnd> WholeAsync(
        ForwardPermit permit, HttpResponseMessage answer, ReadOnlyMemory<byte>? body, Reply reply, LiveExchange live, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? change = null)
    {
        if (body is not { } came)
        {
            // Nothing of it was sent yet, so the skill can be told in an error of its own.
            await reply.RefuseAsync(GatewayProblems.UpstreamBroken);
            return default;
        }
        var inspector = permit.Request.Skill.Entry.Inspector;
        var inspected = came.Length == 0 ? new ResponseInspection() : inspector.InspectResponse(came);
        permit.Exchange.FindingsToCome = inspected.Findings.Count;
        Note(permit.Exchange, inspected.Usage, inspected.StopReason, inspected.ErrorType, inspected.Findings, inspector);
        if (stops.AsksCalls(live, inspector) && await calls.PassAsync(permit, inspected, live) is { } refusal)
            return new(Refusal: refusal);
        live.Require(lease);
        var (given, recorded) = change is null ? (inspected.Body, inspected.RecordBody) : (change(inspected.Body), change(inspected.RecordBody));
        if (reply.HasStarted)
        {
            // A held stream has begun; the answer, an error as a rule, becomes its last event.
            await reply.WriteDurablyAsync(ErrorEvent(given.Span), ErrorEvent(recorded.Span), live.Ending);
        }
        else
        {
            reply.Begin(answer, given.Length);
            await reply.WriteDurablyAsync(given, recorded, live.Ending);
        }
        return new(Whole: true);
    }

    /// <summary>An event whose data is one line: JSON strings hold no line breaks, and between them a space stands as well.</summary>
    private static byte[] ErrorEvent(ReadOnlySpan<byte> json)
    {
        var line = json.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return [.. "event: error\ndata: "u8, .. line, .. "\n\n"u8];
    }

    /// <summary>Notes for the last record what an answer told and what was found in it.</summary>
    public static void Note(DurableExchange exchange, UsageSummary usage, string? stopReason, string? errorType, IReadOnlyList<Finding> findings, Inspector inspector)
    {
        var ending = exchange.Ending;
        ending.InputTokens = usage.InputTokens;
        ending.OutputTokens = usage.OutputTokens;
        ending.CacheReadTokens = usage.CacheReadTokens;
        ending.CacheCreationTokens = usage.CacheCreationTokens;
        ending.StopReason = RecordedName.Of(stopReason, inspector);
        ending.ErrorType = RecordedName.Of(errorType, inspector);
        if (findings.Count == 0)
            return;
        ending.Findings.AddRange(findings.Take(RecordRoom.MostFindings - ending.Findings.Count).Select(finding => RecordedFinding.From(finding, "response")));
        ending.Incidents.AddRange(inspector.IncidentsOf(findings).Take(RuleIncident.Most - ending.Incidents.Count).Select(RecordedIncident.From));
        ending.Matches.AddRange(inspector.MatchesOf(findings).Take(RecordedMatch.Most - ending.Matches.Count).Select(match => RecordedMatch.From(match)));
    }
}

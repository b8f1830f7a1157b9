using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Batches;
using SaaSGate.Gateway.Calls;
using SaaSGate.Gateway.Endpoints;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.Requests;
using SaaSGate.Gateway.Sessions;
using SaaSGate.Gateway.Use;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway;

/// <summary>
/// The hot path, top to bottom:
/// <code>
///  skill ─▶ 1 Authenticate ─▶ 2 Read ─▶ 3 Inspect, 4 Decide ─▶ 5 Record (fdatasync) ─▶ 6 Hold ─▶ 7 Forward ─▶ Claude
///  skill ◀──────────────────────────────────────────────── 8 Mask + record the answer ◀──────────────────────┘  9 Settle
/// </code>
/// Each step takes what the one before returned: without a durable record there is no permit, without a permit no forward.
/// A refusal that can be expected is a return value; an exception is a defect or an outage, and refuses too.
/// </summary>
internal sealed partial class MessagesHandler(
    Lease lease,
    SkillAuthenticator authenticator,
    SessionStitcher sessions,
    ExchangeRegistry exchanges,
    StopCheck stops,
    Recorder recorder,
    RuleLocks locks,
    HoldStep holds,
    UpstreamClient upstream,
    AnswerRelay relay,
    BatchStep batches,
    ClientAddress addresses,
    FairShares bodies,
    GatewayOptions options,
    TimeProvider clock,
    ILogger<MessagesHandler> log)
{
    /// <summary>Answers one request, whatever it is.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var reply = new Reply(context, Id<Exchange>.New(clock).Value, clock) { LastWords = options.LastWords };
        try
        {
            if (await AdmitAsync(context, reply) is not { } request)
                return;
            using (request)
                await ExchangeAsync(request, reply, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left before there was anything to record.
        }
        catch (Exception defect)
        {
            Log.Failed(log, reply.ExchangeId, defect.GetType().Name);
            await reply.RefuseAsync(GatewayProblems.Internal);
        }
        if (reply.MustBreak)
            throw new BrokenAnswerException();
    }

    /// <summary>Steps 1 and 2: who asks, and the whole of what is asked.</summary>
    private async Task<ReceivedRequest?> AdmitAsync(HttpContext context, Reply reply)
    {
        var request = context.Request;
        if (!lease.IsFresh)
            return await RefuseAsync(GatewayProblems.LeaseExpired);

        // 1. Authenticate: the key names the skill, the tenant and the connection, in one consistent view.
        var (skill, unknown) = authenticator.Authenticate(context);
        if (skill is null)
            return await RefuseAsync(unknown!);

        // 2. Read: the raw target decides the endpoint, then the whole body comes in, decoded and bounded.
        var (path, query) = RequestTarget.Split(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var endpoint = EndpointTable.Find(request.Method, path);
        if (endpoint == ClaudeEndpoint.Unknown)
            return await RefuseAsync(GatewayProblems.UnknownEndpoint);
        if (HttpMethods.IsPost(request.Method) && endpoint != ClaudeEndpoint.BatchCancel && !RequestReader.IsJson(request))
            return await RefuseAsync(GatewayProblems.ContentTypeUnsupported);
        var (body, unreadable) = await RequestReader.ReadAsync(request, bodies, skill.Tenant.OrganisationId, context.RequestAborted);
        if (body is null)
            return await RefuseAsync(unreadable!);
        if (!authenticator.StillHolds(skill))
        {
            // The body took its time, and rules, connection or key are others by now: those count.
            (skill, unknown) = authenticator.Authenticate(context);
            if (skill is null)
            {
                body.Dispose();
                return await RefuseAsync(unknown!);
            }
        }
        var origin = BatchStep.Is(endpoint) ? addresses.OriginOf(context) : "";
        return new ReceivedRequest(skill, endpoint, request.Method, path, query, request.Headers, body) { Origin = origin };

        async Task<ReceivedRequest?> RefuseAsync(Problem problem)
        {
            await reply.RefuseAsync(problem);
            return null;
        }
    }

    /// <summary>Steps 3 to 9, for a request that is here whole; again for what a reviewer makes of it.</summary>
    private async Task ExchangeAsync(ReceivedRequest request, Reply reply, CancellationToken clientGone)
    {
        // 3. Inspect and 4. decide: findings and the rule that speaks, from the snapshot alone.
        var inspected = InspectedRequest.Of(request, request.Body, clock);
        var place = inspected.Inspection.Problem is null
            ? sessions.Stitch(request.Skill.SessionOwner, request.SessionName, request.Headers["traceparent"].ToString(), request.Body.Span, reply.ExchangeId)
            : new SessionPlace(Id<Session>.New(clock).Value, null);
        while (await ExchangeAsync(inspected, place, reply, clientGone) is { } edited)
        {
            reply.GoOnAs(Id<Exchange>.New(clock).Value);
            inspected = edited;
        }
    }

    /// <summary>Steps 5 to 9; what a reviewer made of the request, where one changed it.</summary>
    private async Task<InspectedRequest?> ExchangeAsync(InspectedRequest inspected, SessionPlace place, Reply reply, CancellationToken clientGone)
    {
        // From here on a stop finds the exchange; the check for stops before comes after it is registered.
        using var live = exchanges.Enter(reply.ExchangeId, place.SessionId, inspected.Request.Skill, inspected.UpstreamBody, clientGone);

        // 5. Record: durable before anything is sent, with room for the answer; or refused.
        var (exchange, unrecordable) = await recorder.StartAsync(inspected, reply.ExchangeId, place);
        if (exchange is null)
        {
            await reply.RefuseAsync(unrecordable!);
            return null;
        }
        using (exchange)
        {
            reply.RecordIn(exchange, place.SessionId, RecordedMatch.NameOf(inspected.Decision.Kind));
            var (outcome, problem, edited) = await RunAsync(exchange, reply, live);

            // 9. Settle: the last record says how it ended.
            Settle(exchange, outcome, problem);
            return edited;
        }
    }

    private async Task<ExchangeEnd> RunAsync(DurableExchange exchange, Reply reply, LiveExchange live)
    {
        var (request, inspection, decision) = (exchange.Inspected.Request, exchange.Inspected.Inspection, exchange.Inspected.Decision);
        var entered = false;
        try
        {
            if (inspection.Problem is { } invalid)
                return await RefuseAsync(invalid, "refused");
            if (stops.Find(live) is { } stop)
                return await RefuseAsync(StopCheck.RefusalOf(stop), "refused");
            if (BatchStep.Is(request.Endpoint) && batches.Refuse(request) is { } foreign)
                return await RefuseAsync(foreign, "refused");
            if (decision.Kind is DecisionKind.Block or DecisionKind.Lock)
                holds.RefuseChange(exchange, exchange.Inspected.EditOf);
            if (decision.Kind == DecisionKind.Lock)
            {
                locks.Lock(exchange);
                return await RefuseAsync(new Refusal(GatewayProblems.Locked, decision.Rule, Detail: decision.Message), "blocked");
            }
            if (request.Skill.Entry.Budget is { } budget)
            {
                if (budget.Enter(inspection.Stream, inspection.Requests) is { } limited)
                    return await RefuseAsync(limited, "refused");
                entered = true;
            }
            if (decision.Kind == DecisionKind.Block)
                return await RefuseAsync(new Refusal(GatewayProblems.Blocked, decision.Rule, Detail: decision.Message), "blocked");

            // 6. Hold: people decide, PostgreSQL grants the approval to this attempt alone.
            ForwardPermit permit;
            if (decision.Kind == DecisionKind.Hold)
            {
                var held = await holds.WaitAsync(exchange, reply, live);
                if (held.Edits is { } edits)
                {
                    var (edited, wrong) = RequestEdits.Apply(exchange.Inspected, edits, held.ApprovalId, clock);
                    if (edited is not null)
                        return new("refused", GatewayProblems.Edited.Code, edited);
                    holds.RefuseChange(exchange, held.ApprovalId);
                    return await RefuseAsync(wrong!, "refused");
                }
                if (held.Approval is null)
                    return await RefuseAsync(held.Refusal!, OutcomeOf(held.Refusal!));
                permit = ForwardPermit.For(held.Approval);
            }
            else
            {
                permit = ForwardPermit.For(exchange);
            }

            // 7. Forward: under a lease that is fresh at this very moment.
            if (!lease.IsFresh)
                return await RefuseAsync(GatewayProblems.LeaseExpired, "refused");
            exchange.Uses(inspection.FirstUses, call: false);
            var end = BatchStep.Is(request.Endpoint) ? await batches.AnswerAsync(permit, reply, live) : await AnswerAsync(permit, reply, live);
            if (end.Refusal is { } refusal)
                return await RefuseAsync(refusal, OutcomeOf(refusal));
            return end.Whole ? new("completed", "") : new("upstream_truncated", GatewayProblems.UpstreamBroken.Code);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or HttpRequestException && (live.CutBy is not null || live.Ending.IsCancellationRequested))
        {
            return live.CutBy is { } why ? await RefuseAsync(why, "cut") : new("client_gone", "");
        }
        catch (ClientGoneException)
        {
            return new("client_gone", "");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException { InnerException: TimeoutException })
        {
            return await RefuseAsync(reply.HasStarted ? GatewayProblems.UpstreamBroken : GatewayProblems.UpstreamUnreachable, "upstream_error");
        }
        catch (InspectionException)
        {
            return await RefuseAsync(GatewayProblems.UpstreamBroken, "upstream_error");
        }
        catch (RecordingException)
        {
            return await RefuseAsync(GatewayProblems.RecordingUnavailable, "refused");
        }
        catch (Exception defect)
        {
            Log.Failed(log, exchange.ExchangeId, defect.GetType().Name);
            return await RefuseAsync(GatewayProblems.Internal, "refused");
        }
        finally
        {
            if (entered)
                request.Skill.Entry.Budget!.Leave(inspection.Stream, inspection.Model, exchange.Ending);
        }

        async Task<ExchangeEnd> RefuseAsync(Refusal refusal, string outcome)
        {
            await reply.RefuseAsync(refusal);
            return new(outcome, refusal.Problem.Code);
        }
    }

    private async Task<RelayEnd> AnswerAsync(ForwardPermit permit, Reply reply, LiveExchange live)
    {
        using var answer = await upstream.SendAsync(permit, live);

        // 8. Mask and record the answer, and send it on as it comes.
        return await relay.RelayAsync(permit, answer, reply, live);
    }

    private static string OutcomeOf(Refusal refusal) =>
        refusal.Problem == GatewayProblems.Denied ? "denied"
        : refusal.Problem == GatewayProblems.HeldUndecided ? "expired"
        : refusal.Problem == GatewayProblems.Blocked || refusal.Problem == GatewayProblems.Locked ? "blocked"
        : "refused";

    private void Settle(DurableExchange exchange, string outcome, string problem)
    {
        try
        {
            exchange.End(outcome, problem);
        }
        catch (RecordingException)
        {
            // The spool has failed; the restart will find this exchange open and record that it was interrupted.
            Log.Unsettled(log, exchange.ExchangeId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Exchange {ExchangeId} was refused because of a defect: {Kind}")]
        public static partial void Failed(ILogger log, string exchangeId, string kind);

        [LoggerMessage(2, LogLevel.Error, "Exchange {ExchangeId} has no last record, because the spool has failed")]
        public static partial void Unsettled(ILogger log, string exchangeId);
    }
}

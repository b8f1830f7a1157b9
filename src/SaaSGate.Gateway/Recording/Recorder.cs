using System.Collections.Concurrent;
using Google.Protobuf;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Requests;
using SaaSGate.Gateway.Sessions;
using SaaSGate.Gateway.Spool;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Recording;

/// <summary>Writes exchanges to the spool. Nothing is forwarded without what <see cref="StartAsync"/> returns.</summary>
internal sealed class Recorder(RecordSpool spool, OpenExchanges open, WallClock wall, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, SpoolShare> _shares = new(StringComparer.Ordinal);

    /// <summary>Records the request durably, with room reserved for its answer; or says why that cannot be.</summary>
    public async ValueTask<(DurableExchange? Exchange, Problem? Refusal)> StartAsync(InspectedRequest inspected, string exchangeId, SessionPlace place)
    {
        if (!wall.IsRight)
            return (null, GatewayProblems.RecordingUnavailable);
        var started = Describe(inspected, place);
        var size = started.CalculateSize();
        if (size + RecordRoom.StillOpen > RecordRoom.Largest)
            return (null, GatewayProblems.BodyTooLarge);
        // What waits for reviewers gets the room for its answer when they have decided: it may wait for hours.
        var answer = inspected.Decision.Kind == DecisionKind.Hold ? RecordRoom.ResponseHead : AnswerOf(inspected);
        var share = _shares.GetOrAdd(inspected.Request.Skill.Tenant.OrganisationId, static _ => new SpoolShare());
        if (spool.TryReserve(size + RecordRoom.End + answer, share) is not { } reservation)
            return (null, GatewayProblems.RecordingUnavailable);
        var exchange = new DurableExchange(inspected, exchangeId, spool, reservation, open, clock);
        try
        {
            await exchange.StartAsync(started);
            return (exchange, null);
        }
        catch (RecordingException)
        {
            exchange.Dispose();
            return (null, GatewayProblems.RecordingUnavailable);
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }

    /// <summary>Bytes that the answer to a request may take.</summary>
    public static long AnswerOf(InspectedRequest inspected) => RecordRoom.Answer(inspected.Inspection.MaxTokens, inspected.Inspection.Stream);

    private static ExchangeStarted Describe(InspectedRequest inspected, SessionPlace place)
    {
        var (request, inspection) = (inspected.Request, inspected.Inspection);
        var inspector = request.Skill.Entry.Inspector;
        var started = new ExchangeStarted
        {
            SessionId = place.SessionId,
            ParentExchangeId = place.ParentExchangeId ?? "",
            SessionName = inspector.MaskText(request.SessionName ?? ""),
            SkillId = request.Skill.Entry.Skill.Id,
            SkillKeyId = request.Skill.KeyId,
            OwnerUserId = request.Skill.Entry.Skill.OwnerUserId,
            ConnectionId = request.Skill.Connection.Id,
            Method = request.Method,
            Path = inspector.MaskText(request.Path),
            Query = inspector.MaskText(request.Query),
            Model = inspection.Model,
            Streaming = inspection.Stream,
            ContentType = inspector.MaskText(request.Headers.ContentType.ToString()),
            RequestBytes = inspected.Body.Length,
            RequestBody = UnsafeByteOperations.UnsafeWrap(inspection.RecordBody),
            RequestDigest = UnsafeByteOperations.UnsafeWrap(inspected.Digest),
            Decision = Describe(inspected.Decision),
            EditOf = inspected.EditOf,
            TraceParent = request.Headers["traceparent"].ToString() is var trace && TraceContext.IsParent(trace) ? trace : "",
        };
        started.Findings.AddRange(inspection.Findings.Select(finding => RecordedFinding.From(finding, "request")));
        started.Incidents.AddRange(inspection.Incidents.Select(RecordedIncident.From));
        started.Policies.Add(request.Skill.Entry.Policies.Uses);
        RecordedMatch.AddTo(started.Matches, inspection.Matches, inspection.Shadow, request.Skill.Entry.Policies);
        foreach (var (name, values) in request.Headers)
        {
            if (UpstreamHeaders.IsRecorded(name))
                started.Headers.Add(new HeaderRecord { Name = name.ToLowerInvariant(), Value = inspector.MaskText(values.ToString()) });
        }
        return started;
    }

    private static DecisionRecord Describe(PolicyDecision decision) => new()
    {
        Kind = RecordedMatch.NameOf(decision.Kind),
        Rule = decision.Rule,
        PolicyId = decision.PolicyId,
        PolicyVersion = (ulong)decision.PolicyVersion,
        Severity = decision.Severity,
    };
}

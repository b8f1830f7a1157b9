using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Connections;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Puts what gateways hold before reviewers.</summary>
internal sealed partial class HoldDesk(
    HoldStore holds, HoldRoutes routes, RegionDirectory directory, ConnectionStore upstreams, LiveNotices notices, ApprovalClocks clocks, IOptions<RegionLinkOptions> options, ILogger<HoldDesk> logger)
{
    private const int LongestRule = 200;

    /// <summary>Keeps a hold and answers with the approval that counts, or with the reason why there is none.</summary>
    public async Task<HoldAccepted> HoldAsync(BulkConnection connection, HoldRequest request)
    {
        try
        {
            if (await ReadAsync(connection, request) is not { } hold)
            {
                Log.Refused(logger, connection.Gateway.Id, request.ApprovalId);
                return Refusal(request, GatewayProblems.Internal);
            }

            var result = await holds.HoldAsync(hold, connection.Closing);
            notices.FeedAdvanced(result.Feeds);
            if (result is { ApprovalId: { } held, Feeds.Count: > 0 })
                clocks.Moved(request.OrganisationId, held);
            return result.ApprovalId is { } approval
                ? new()
                {
                    ExchangeId = request.ExchangeId,
                    ApprovalId = approval,
                    State = result.State,
                    Change = await ChangeOfAsync(hold.Organisation, result, connection.Closing),
                    Proposed = request.ApprovalId,
                }
                : Refusal(request, GatewayProblems.Stopped);
        }
        catch (Exception failed) when (!connection.Closing.IsCancellationRequested)
        {
            Log.Failed(logger, request.ApprovalId, failed);
            return Refusal(request, GatewayProblems.HoldUnavailable);
        }
    }

    /// <summary>Notes that the caller of a held exchange has gone, or that what a reviewer made of its request is refused.</summary>
    public async Task AbandonAsync(BulkConnection connection, HoldAbandoned abandoned)
    {
        try
        {
            if (Id<Organisation>.TryParse(abandoned.OrganisationId, out var organisation) && Id<Approval>.TryParse(abandoned.ApprovalId, out var approval)
                && Id<Exchange>.TryParse(abandoned.ExchangeId, out var exchange)
                && await directory.ServesAsync(connection.Gateway.RegionId, organisation.Value, connection.Closing))
            {
                if (!abandoned.ChangeRefused)
                    await holds.AbandonAsync(organisation, approval, exchange, connection.Closing);
                else if (await holds.RefuseChangeAsync(organisation, approval, connection.Gateway.Id, connection.Closing) is { Count: > 0 } feeds)
                {
                    notices.FeedAdvanced(feeds);
                    clocks.Moved(abandoned.OrganisationId, abandoned.ApprovalId);
                }
            }
        }
        catch (Exception failed) when (!connection.Closing.IsCancellationRequested)
        {
            Log.Failed(logger, abandoned.ApprovalId, failed);
        }
    }

    /// <summary>
    /// An approval that was there already may wait for its request to be changed. The gateway may not have heard so, or no longer know it: until
    /// it makes the change, nobody can approve.
    /// </summary>
    private async Task<ApprovalDecision?> ChangeOfAsync(Id<Organisation> organisation, HoldResult held, CancellationToken cancellationToken) =>
        held is { ApprovalId: { } approval, State: ApprovalState.Pending, Feeds.Count: 0 } && await holds.FindDecisionAsync(organisation, approval, cancellationToken) is { Edits.Count: > 0 } change
            ? change
            : null;

    /// <summary>Null when the request is malformed, or of an organisation or a connection that the region does not serve.</summary>
    private async Task<HoldExchange?> ReadAsync(BulkConnection connection, HoldRequest request)
    {
        var view = request.View.ToByteArray();
        if (!Id<Organisation>.TryParse(request.OrganisationId, out var organisation) || !Id<Approval>.TryParse(request.ApprovalId, out var approval)
            || !Id<Exchange>.TryParse(request.ExchangeId, out var exchange) || !Id<Session>.TryParse(request.SessionId, out var session)
            || !Id<Skill>.TryParse(request.SkillId, out var skill) || !Id<Policy>.TryParse(request.PolicyId, out var policy)
            || request.Severity is not ("low" or "medium" or "high") || request.Rule.Length is 0 or > LongestRule || request.Digest.Length is 0 or > 64
            || view.Length > HoldRequest.LongestView || !SHA256.HashData(view).AsSpan().SequenceEqual(request.ViewDigest.Span) || HeldShape.Of(view, request.Digest.Span) is not { } shape
            || request.Stage is not ("" or "request" or "tool_use") || !RuleRecords.AreInForce(request.Policies) || (request.EditOf.Length > 0 && !Id<Approval>.TryParse(request.EditOf, out _))
            || !await directory.ServesAsync(connection.Gateway.RegionId, organisation.Value, connection.Closing)
            || !await upstreams.IsServedAsync(organisation, skill, connection.Gateway.RegionId, connection.Closing))
            return null;
        var (route, written) = await routes.FindAsync(organisation, policy.Value, (long)request.PolicyVersion, request.Rule, connection.Closing);
        var timeout = written ?? TimeSpan.FromMilliseconds(request.TimeoutMilliseconds);
        return new()
        {
            Organisation = organisation,
            Proposed = approval,
            Exchange = exchange,
            Session = session,
            Skill = skill,
            GatewayId = connection.Gateway.Id,
            Rule = request.Rule,
            PolicyId = policy.Value,
            PolicyVersion = (long)request.PolicyVersion,
            Severity = request.Severity,
            Digest = request.Digest.ToByteArray(),
            ViewDigest = request.ViewDigest.ToByteArray(),
            View = view,
            Summary = shape.Summary,
            Stage = request.Stage.Length > 0 ? request.Stage : "request",
            EditOf = request.EditOf.Length > 0 ? request.EditOf : null,
            SummaryView = shape.SummaryView,
            Tool = shape.Tool,
            Destination = shape.Destination,
            Places = shape.Places,
            Policies = request.Policies,
            Route = route,
            Timeout = timeout < options.Value.LongestHold ? timeout : options.Value.LongestHold,
        };
    }

    private static HoldAccepted Refusal(HoldRequest request, Problem problem) => new() { ExchangeId = request.ExchangeId, ApprovalId = request.ApprovalId, Refusal = problem.Code, Proposed = request.ApprovalId };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Gateway {Gateway} asked to hold {Approval}, which is malformed, or of an organisation or a connection that its region does not serve.")]
        public static partial void Refused(ILogger logger, string gateway, string approval);

        [LoggerMessage(LogLevel.Error, "The hold {Approval} could not be kept.")]
        public static partial void Failed(ILogger logger, string approval, Exception exception);
    }
}

using System.Data.Common;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>
/// What every word that somebody has left comes to: SCIM, security events, the HR system, a person. It stops first and tells afterwards; never rate limited.
/// </summary>
internal sealed partial class Offboarder(OffboardingStore offboardings, OffboardingReports reports, SignInStore signIns, LiveNotices notices, ILogger<Offboarder> logger)
{
    /// <summary>A person leaves. Idempotent.</summary>
    /// <returns>Null where the person was never here.</returns>
    public async Task<OffboardingResult?> OffboardAsync(
        Id<Organisation> organisation, string userId, OffboardingCause cause, Actor actor, CancellationToken cancellationToken)
    {
        if (await offboardings.OffboardAsync(organisation, userId, cause, actor, cancellationToken) is not { } result)
            return null;
        await AfterAsync(organisation, userId, result);
        return result;
    }

    /// <summary>A person leaves because somebody here says so. Idempotent.</summary>
    /// <returns>How it ended, and what it did.</returns>
    public async Task<(MemberOutcome Outcome, OffboardingResult? Result)> OffboardByHandAsync(
        Id<Organisation> organisation, string userId, OffboardingCause cause, Actor actor, CancellationToken cancellationToken)
    {
        var (outcome, result) = await offboardings.OffboardByHandAsync(organisation, userId, cause, actor, cancellationToken);
        if (result is not null)
            await AfterAsync(organisation, userId, result);
        return (outcome, result);
    }

    /// <summary>What follows the commit. It goes on though the caller has hung up, and what fails of it undoes nothing: the person is stopped.</summary>
    public async Task AfterAsync(Id<Organisation> organisation, string userId, OffboardingResult result)
    {
        notices.FeedAdvanced(result.Feeds);
        notices.SignInEnded(new(organisation.Value, userId, null, Everywhere: false));
        try
        {
            var ended = await signIns.EndOfMemberAsync(organisation, userId, CancellationToken.None);
            if (result.Began || result.Report.Skills.Count > 0)
                await reports.CompleteAsync(organisation, result.Id, result.Began ? ended : 0, CancellationToken.None);
        }
        catch (DbException exception)
        {
            Log.ReportNotCompleted(logger, result.Id, exception);
        }
    }

    /// <summary>A person comes back because somebody here says so; what ended stays ended. Idempotent.</summary>
    public async Task<MemberOutcome> ReturnAsync(Id<Organisation> organisation, string userId, Actor actor, CancellationToken cancellationToken)
    {
        var (outcome, feeds) = await offboardings.ReturnByHandAsync(organisation, userId, actor, cancellationToken);
        notices.FeedAdvanced(feeds);
        return outcome;
    }

    /// <summary>Ends a person's sign-ins at this organisation's portal, and nothing else: an ordinary logout stops no skill.</summary>
    /// <returns>How many ended; null where the person was never here.</returns>
    public async Task<int?> EndSignInsAsync(Id<Organisation> organisation, string userId, OffboardingCause cause, Actor actor, CancellationToken cancellationToken)
    {
        if (!await offboardings.SignOutAsync(organisation, userId, cause, actor, cancellationToken))
            return null;
        notices.SignInEnded(new(organisation.Value, userId, null, Everywhere: false));
        return await signIns.EndOfMemberAsync(organisation, userId, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The report of offboarding {Offboarding} lacks what its skills had seen; the person is stopped all the same.")]
        public static partial void ReportNotCompleted(ILogger logger, string offboarding, Exception exception);
    }
}

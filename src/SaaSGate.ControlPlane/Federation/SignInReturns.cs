using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Takes the attempts of sign-ins that come back from identity providers, each once and only for the provider that it was sent to.</summary>
internal sealed partial class SignInReturns(SignInAttemptStore attempts, IdentityProviderStore providers, SignInRefusals refusals, ILogger<SignInReturns> logger)
{
    /// <returns>The attempt and its provider; or where the browser goes, since there is none.</returns>
    public async Task<(SignInAttempt? Attempt, KnownProvider? Provider, string? Refused)> TakeAsync(Id<IdentityProvider> id, string? state, CancellationToken cancellationToken)
    {
        var attempt = state is null ? null : await attempts.TakeAsync(SignInStarts.Hash(state), cancellationToken);
        var provider = await providers.FindEnabledAsync(id, cancellationToken);
        if (provider is not null && attempt?.ProviderId == id.Value && attempt.OrganisationId == provider.Organisation.Value)
            return (attempt, provider, null);
        Log.Unknown(logger, id.Value);
        return (null, null, provider is null ? SignInRefusals.Page("over") : await refusals.RefuseAsync(provider, "over", "nobody here began it, or it is over", cancellationToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A sign-in by {Provider} that nobody here began, or that is over, was refused.")]
        public static partial void Unknown(ILogger logger, string provider);
    }
}

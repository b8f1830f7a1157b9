using System.Collections.Concurrent;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Says why a sign-in by an identity provider was refused: in the audit log in words, on the sign-in page by a code. Strangers cannot fill the log.</summary>
internal sealed class SignInRefusals(AuditStore audit, TimeProvider clock)
{
    /// <summary>How many lines of a sort a provider gets in a while from one process; the last of them says that there may be more. What nobody here began costs strangers nothing.</summary>
    public const int Most = 100, MostOfStrangers = 10;

    public static readonly TimeSpan While = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(Id<IdentityProvider> Provider, string Code), (DateTimeOffset Since, int Lines)> _written = new();

    /// <returns>Where the browser goes: the sign-in page.</returns>
    public async Task<string> RefuseAsync(KnownProvider provider, string code, string? why, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (_, lines) = _written.AddOrUpdate((provider.Id, code), (now, 1), (_, was) => was.Since > now - While ? (was.Since, was.Lines + 1) : (now, 1));
        var most = code == "over" ? MostOfStrangers : Most;
        if (lines <= most)
            await audit.AppendAsync(
                provider.Organisation, clock, new(provider.Id.Value, provider.What.Name), "person.sign_in_refused", provider.Id.Value, new { code, why, more = lines == most }, cancellationToken);
        return Page(code);
    }

    /// <summary>The sign-in page, which says what went wrong by a code.</summary>
    public static string Page(string code) => $"/sign-in?refused={code}";
}

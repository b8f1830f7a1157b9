using System.Security.Cryptography;
using System.Text.Json;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Offboarding;
using SaaSGate.ControlPlane.Tokens;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Federation;
using SaaSGate.Postgres.Offboarding;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Takes security event tokens (RFC 8417) of a stream. An account that was disabled or purged (RISC) offboards the person, skills and all; a session that
/// was revoked (CAEP) ends portal sign-ins alone. What concerns nobody here is taken too, and changes nothing.
/// </summary>
internal sealed class SecurityEvents(
    IdentityProviderStore providers,
    EventStreamStore streams,
    ProviderTokens tokens,
    KeySets keys,
    ProviderCalls calls,
    EventTransmitter transmitter,
    Offboarder offboarder,
    AuditStore audit,
    RefusedTokens refusals,
    TimeProvider clock)
{
    public const string Risc = "https://schemas.openid.net/secevent/risc/event-type/", Caep = "https://schemas.openid.net/secevent/caep/event-type/";

    private const string Type = "secevent+jwt", KeysOf = "stream/";
    private const int MostEvents = 20, LongestState = 1000, LongestKind = 300;
    // Transmitters try again for days; what was taken is known for longer than this.
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(60), Settled = TimeSpan.FromHours(1), Apart = TimeSpan.FromMinutes(5);
    private static readonly string[] Verifications =
        ["https://schemas.openid.net/secevent/ssf/event-type/verification", "https://schemas.openid.net/secevent/sse/event-type/verification"];

    /// <summary>Takes a token that was pushed.</summary>
    /// <returns>Why it does not count; null where it was taken, now or before.</returns>
    /// <exception cref="ProviderException">The issuer's keys are not to be had.</exception>
    public async Task<string?> HandleAsync(Id<IdentityProvider> id, string text, string? authorization, CancellationToken cancellationToken)
    {
        // The stream that this address belongs to, and no other.
        var (provider, stream) = await streams.FindEnabledAsync(id, cancellationToken);
        if (provider is null)
            return "provider";
        if (stream is not { IsPolled: false })
            return "stream";
        var given = SignInStarts.Hash(authorization ?? "");
        if (stream.AuthorizationHash is { } agreed && !CryptographicOperations.FixedTimeEquals(given, agreed)
            && !(stream.OtherHash is { } other && CryptographicOperations.FixedTimeEquals(given, other)))
            return await RefuseAsync(provider, "authorization", cancellationToken);
        return await TakeAsync(provider, stream, text, cancellationToken);
    }

    /// <summary>Takes a token of a stream.</summary>
    /// <returns>Why it does not count; null where it was taken, now or before.</returns>
    /// <exception cref="ProviderException">The issuer's keys are not to be had.</exception>
    public async Task<string?> TakeAsync(KnownProvider provider, KnownStream stream, string text, CancellationToken cancellationToken)
    {
        var (token, why) = await ReadAsync(provider, stream, text, cancellationToken);
        if (token is null)
            return await RefuseAsync(provider, why!, cancellationToken);
        if (token.TakenHash is not { } hash)
            return await RefuseAsync(provider, "jti", cancellationToken);

        token.Claims.TryGetProperty("sub_id", out var subject);
        var told = token.Claims.GetProperty("events").EnumerateObject().ToList();
        var named = told.ConvertAll(one => Verifications.Contains(one.Name) ? new([], []) : Named(provider, stream, EventSubject.Of(subject, one.Value)));
        // Clocks may be apart: in doubt it was so after they came.
        if (await streams.FindConcernedAsync(provider, hash, named, token.Time("iat")!.Value + Apart, cancellationToken) is not { } concerned)
            return null;

        // What it says can be done twice without harm, so it is done before the token counts as taken.
        foreach (var (one, people) in told.Zip(concerned))
        {
            if (Verifications.Contains(one.Name))
                await VerifyAsync(provider, one.Value, cancellationToken);
            else
                await ActAsync(provider, one.Name, people, cancellationToken);
        }

        var (kinds, all) = (told.ConvertAll(one => one.Name), concerned.SelectMany(people => people).Distinct().ToList());
        await streams.TakeAsync(
            provider, hash, kinds, "security_event.taken", all is [var only] ? only : provider.Id.Value, new { kinds, people = all.Count }, cancellationToken);
        return null;
    }

    /// <summary>Asks as for an event of a provider that is not there.</summary>
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        var nobodys = new KnownProvider(Id<Organisation>.New(clock), Id<IdentityProvider>.New(clock), ProviderKinds.Oidc, "", new("", "", null, false, [], null, "", [], [], false, false, false), 0);
        await tokens.RehearseAsync();
        await streams.FindEnabledAsync(nobodys.Id, cancellationToken);
        await streams.FindConcernedAsync(nobodys, [], [new(["nobody"], [])], clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>Whether <see cref="KeepKeysAsync"/> has something to do.</summary>
    public bool AreKeysDue(WatchedStream watched) => keys.AreDue(KeysOwner(watched.Provider), KeysGeneration(watched.ProviderVersion, watched.Version, watched.Issuer, watched.KeysAddress));

    /// <summary>Fetches a stream's keys before an event needs them.</summary>
    /// <exception cref="ProviderException">They are not to be had now.</exception>
    public async Task KeepKeysAsync(WatchedStream watched, CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(watched.Organisation, watched.Provider, cancellationToken) is { What.Enabled: true } provider
            && await streams.FindAsync(watched.Organisation, watched.Provider, cancellationToken) is { Enabled: true } stream)
            await keys.KeepAsync(
                KeysOwner(provider.Id), KeysGeneration(provider.Version, stream.Version, stream.Issuer, stream.KeysAddress), provider.What.Authority, cancel => KeysAddressAsync(provider, stream, cancel), cancellationToken);
    }

    /// <summary>Forgets keys of all streams but these.</summary>
    public void ForgetOtherKeys(IEnumerable<WatchedStream> watched) => keys.KeepOnly(KeysOf, watched.Select(stream => KeysOwner(stream.Provider)).ToHashSet(StringComparer.Ordinal));

    private static string KeysOwner(Id<IdentityProvider> provider) => $"{KeysOf}{provider}";

    private static string KeysGeneration(long provider, long version, string issuer, string? keysAddress) => $"{provider} {version} {issuer} {keysAddress}";

    private async Task<(SignedToken? Token, string? Why)> ReadAsync(KnownProvider provider, KnownStream stream, string text, CancellationToken cancellationToken)
    {
        if (SignedToken.Read(text) is not { } unread)
            return (null, "no signed token");
        if (!ProviderTokens.IsSignature(unread.Algorithm))
            return (null, "algorithm");
        // Whose it says it is decides which keys are fetched: only those of the stream's issuer.
        if (unread.Text("iss") != stream.Issuer)
            return (null, "issuer");
        var found = await keys.FindAsync(
            KeysOwner(provider.Id), KeysGeneration(provider.Version, stream.Version, stream.Issuer, stream.KeysAddress), provider.What.Authority, unread.KeyId, cancel => KeysAddressAsync(provider, stream, cancel), cancellationToken);
        var (token, why) = await tokens.CheckAsync(unread, found, new(stream.Issuer, [stream.Audience], [Type], Expires: false, LongestAge));
        // A new key may not be seen everywhere yet. What is refused is not sent again, so a young token waits for it.
        if (why == "key" && unread.Time("iat") > clock.GetUtcNow() - Settled)
            throw new ProviderException("An event names a key that its issuer does not publish yet.");
        if (token is null)
            return (null, why);
        // RFC 8417 leaves it open; the Shared Signals framework (section 4.1.1) does not: whom it is about is said by sub_id alone.
        if (token.Has("sub"))
            return (null, "sub");
        return token.Claims.TryGetProperty("events", out var told) && told.ValueKind == JsonValueKind.Object && told.EnumerateObject().Count() is > 0 and <= MostEvents && told.EnumerateObject().All(one => one.Name.Length <= LongestKind)
            ? (token, null)
            : (null, "events");
    }

    private async Task<Uri> KeysAddressAsync(KnownProvider provider, KnownStream stream, CancellationToken cancellationToken) =>
        stream.KeysAddress is { } address ? calls.Allowed("key address", address) : await transmitter.KeysAsync(provider, stream.Issuer, cancellationToken);

    /// <summary>A stream is verified by the state that was asked for (Shared Signals Framework 1.0, section 8.1.4).</summary>
    private async Task VerifyAsync(KnownProvider provider, JsonElement told, CancellationToken cancellationToken)
    {
        var state = told.ValueKind == JsonValueKind.Object ? JsonText.Of(told, "state") : null;
        await audit.AppendAsync(
            provider.Organisation, clock, new(provider.Id.Value, provider.What.Name),
            await streams.VerifiedAsync(provider.Organisation, provider.Id, state, cancellationToken) ? "event_stream.verified" : "event_stream.other_state", provider.Id.Value,
            new { state = state?[..Math.Min(state.Length, LongestState)] ?? "" }, cancellationToken);
    }

    private async Task ActAsync(KnownProvider provider, string kind, IReadOnlyList<string> people, CancellationToken cancellationToken)
    {
        var actor = new Actor(provider.Id.Value, provider.What.Name);
        var offboards = kind switch
        {
            Risc + "account-disabled" => OffboardingKinds.RiscAccountDisabled,
            Risc + "account-purged" => OffboardingKinds.RiscAccountPurged,
            _ => null,
        };
        foreach (var person in people)
        {
            if (offboards is not null)
                await offboarder.OffboardAsync(provider.Organisation, person, new(offboards, provider.What.Name, null), actor, cancellationToken);
            else if (kind is Caep + "session-revoked" or Risc + "sessions-revoked")
                await offboarder.EndSignInsAsync(provider.Organisation, person, new("caep_session_revoked", provider.What.Name, null), actor, cancellationToken);
        }
    }

    private static NamedPeople Named(KnownProvider provider, KnownStream stream, IReadOnlyList<EventSubject> subjects) => new(
        [.. subjects.Where(one => one.Subject is not null && (one.Issuer is null || one.Issuer == provider.Issuer || one.Issuer == stream.Issuer)).Select(one => one.Subject!)],
        [.. subjects.Where(one => one.Address is not null).Select(one => one.Address!)]);

    private async Task<string> RefuseAsync(KnownProvider provider, string why, CancellationToken cancellationToken)
    {
        await refusals.TellAsync(provider.Organisation, "security_event.refused", provider.Id.Value, why, new(provider.Id.Value, provider.What.Name), 1, cancellationToken);
        return why;
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>
/// Takes what SAML providers let browsers post. Such a post comes from the provider's page and so without a cookie of ours: it signs nobody in. What it says is
/// believed or not, and kept until the same browser, sent on by us, comes for it with the cookie of who began.
/// </summary>
internal sealed class SamlAnswers(
    SignInReturns returns, SignInRefusals refusals, SamlResponses responses, SamlAssertionStore assertions, SignInStarts starts, ProviderLinks links)
{
    private const int MostCharacters = SamlXml.MostBytes / 3 * 4 + 1024;

    /// <summary>Where the browser goes now: back to us, or to the sign-in page, which says what went wrong by a code.</summary>
    public async Task<string> TakeAsync(Id<IdentityProvider> id, IFormCollection? form, CancellationToken cancellationToken)
    {
        // 1. The attempt, which nobody can take twice. An answer that nobody asked for is none.
        var state = Field(form, "RelayState");
        var (attempt, provider, refused) = await returns.TakeAsync(id, state, cancellationToken);
        if (attempt is null || provider is null)
            return refused!;

        // 2. What it says.
        if (!provider.IsSaml || attempt.Answer is not null || Decode(Field(form, "SAMLResponse")) is not { } xml)
            return await refusals.RefuseAsync(provider, "mismatch", "no response in Base64, or too large", cancellationToken);
        var expected = new SamlExpected(starts.RequestIdOf(state!), links.SamlMetadata(id).AbsoluteUri, links.Redirect(id).AbsoluteUri);
        var (believed, refusal) = responses.Read(provider, expected, xml);
        if (believed is null)
            return await refusals.RefuseAsync(provider, refusal!.Code, refusal.Why, cancellationToken);
        if (!await assertions.TakeAsync(provider.Organisation, id, believed.Hash, believed.ExpiresAt, cancellationToken))
            return await refusals.RefuseAsync(provider, "mismatch", "an assertion that was taken before", cancellationToken);

        // 3. The browser, which has to show that it is the one that began.
        var next = await starts.GoOnAsync(attempt, JsonSerializer.SerializeToUtf8Bytes(new SamlKept(provider.Version, believed.Statement)), cancellationToken);
        return $"{links.Redirect(id).AbsolutePath}?state={next}";
    }

    /// <returns>Whom the provider has signed in; or the code of the sign-in page, and why in words for administrators.</returns>
    public (VouchedPerson? Person, string Code, string? Why) Read(KnownProvider provider, SignInAttempt attempt, string state)
    {
        if (starts.AnswerOf(attempt, state) is not { } kept)
            return (null, "mismatch", "no answer");
        // Who signed it may not count any more.
        if (JsonSerializer.Deserialize<SamlKept>(kept) is not { Statement: { } said } answer || answer.ProviderVersion != provider.Version)
            return (null, "over", "the provider was changed meanwhile");
        return (new(ProviderClaims.Read(provider, said.Subject, said.Claims), said.Session, said.ProvenAt, said.Until), "", null);
    }

    private static string? Field(IFormCollection? form, string name) => form?[name] is [{ Length: > 0 } value] ? value : null;

    private static byte[]? Decode(string? text)
    {
        if (text is not { Length: <= MostCharacters })
            return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}

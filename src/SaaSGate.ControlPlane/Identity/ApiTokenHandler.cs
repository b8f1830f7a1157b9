using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Authenticates <c>Authorization: Bearer sgt_…</c>.</summary>
internal sealed class ApiTokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiTokenStore tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "api-token";
    private const string Bearer = "Bearer ";

    public static bool IsMeantBy(string? authorization) => authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!IsMeantBy(header))
            return AuthenticateResult.NoResult();
        var text = header[Bearer.Length..].Trim();
        if (!ApiTokenText.TryReadOrganisation(text, out var organisation)
            || await tokens.FindLiveAsync(organisation, SecretText.Hash(text), Context.RequestAborted) is not { } token)
            return AuthenticateResult.Fail("The token is not known, expired or revoked.");

        var identity = new ClaimsIdentity(
            [
                new(CallerClaims.Actor, token.Id),
                new(CallerClaims.Organisation, organisation.Value),
                new(CallerClaims.Name, token.Name),
                new(CallerClaims.MadeBy, token.CreatedBy),
                .. token.Scopes.Select(scope => new Claim(CallerClaims.Scope, scope)),
                .. Scopes.Allow(token.Scopes).Intersect(token.MakerPermissions).Select(permission => new Claim(CallerClaims.Permission, permission)),
                .. token.MakerHasLeft ? [new Claim(CallerClaims.MakerHasLeft, "true")] : Array.Empty<Claim>(),
            ],
            SchemeName, CallerClaims.Name, CallerClaims.Role);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), SchemeName));
    }
}

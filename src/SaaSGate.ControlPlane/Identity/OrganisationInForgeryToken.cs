using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>
/// Binds antiforgery tokens to the organisation that the page shows. The cookie is all tabs' together: one that went to another organisation takes it along, and what
/// the other tabs send then is refused, not done there.
/// </summary>
internal sealed class OrganisationInForgeryToken : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context) => OrganisationOf(context);

    public bool ValidateAdditionalData(HttpContext context, string additionalData) => string.Equals(additionalData, OrganisationOf(context), StringComparison.Ordinal);

    private static string OrganisationOf(HttpContext context) => context.User.FindFirstValue(CallerClaims.Organisation) ?? "";
}

using System.ComponentModel.DataAnnotations;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Who is signed in, where, and what the page needs to begin.</summary>
/// <param name="User">The person.</param>
/// <param name="Organisation">The organisation that the person looks at.</param>
/// <param name="Roles">What the person may do there: admin, reviewer, responder.</param>
/// <param name="Memberships">Every organisation that the person belongs to.</param>
/// <param name="CsrfToken">Goes into X-CSRF-TOKEN on unsafe methods.</param>
/// <param name="Demo">Whether the demo's incident can be played here.</param>
/// <param name="Provider">The identity provider that signed the person in; null for a password.</param>
/// <param name="FeedPosition">The organisation's feed has been reached up to here.</param>
internal sealed record PortalSession(
    Person User,
    OrganisationName Organisation,
    [property: AllowedValues("admin", "reviewer", "responder")] IReadOnlyList<string> Roles,
    IReadOnlyList<Membership> Memberships,
    string CsrfToken,
    bool Demo,
    NamedReference? Provider,
    long FeedPosition);

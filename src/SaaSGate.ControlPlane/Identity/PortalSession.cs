using System.ComponentModel.DataAnnotations;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Who is signed in, where, and what the page needs to begin.</summary>
/// <param name="User">The person.</param>
/// <param name="Organisation">The organisation that the person looks at.</param>
/// <param name="Roles">The person's roles there, by name.</param>
/// <param name="Permissions">What they may do there.</param>
/// <param name="Memberships">Every organisation that the person belongs to.</param>
/// <param name="CsrfToken">Goes into X-CSRF-TOKEN on unsafe methods.</param>
/// <param name="Demo">Whether the demo's incident can be played here.</param>
/// <param name="Billing">Whether this installation takes payment.</param>
/// <param name="Provider">The identity provider that signed the person in; null for a password.</param>
/// <param name="FeedPosition">The organisation's feed has been reached up to here.</param>
internal sealed record PortalSession(
    Person User,
    OrganisationName Organisation,
    IReadOnlyList<string> Roles,
    [property: AllowedValues(Identity.Permissions.Read, Identity.Permissions.Decide, Identity.Permissions.Contain, Identity.Permissions.Policies, Identity.Permissions.Audit,
        Identity.Permissions.Manage, Identity.Permissions.People, Identity.Permissions.Bill, Identity.Permissions.Own)] IReadOnlyList<string> Permissions,
    IReadOnlyList<Membership> Memberships,
    string CsrfToken,
    bool Demo,
    bool Billing,
    NamedReference? Provider,
    long FeedPosition);

using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>Something that wants a person after somebody left.</summary>
/// <param name="Kind">skill: suspended, wants an owner who confirms it; skill_key: a reassigned skill wants a new key; reviewer_group: nobody is left in it; scim_token: they made it, it only deactivates until there is a new one; admin: nobody is left who manages people; owner: nobody owns the organisation; successor: who was to get the skills has left too, so they were suspended.</param>
/// <param name="Id">Of what.</param>
/// <param name="Name">Its name.</param>
public sealed record OffboardingNeed(
    [property: AllowedValues("skill", "skill_key", "reviewer_group", "scim_token", "admin", "owner", "successor")] string Kind, string Id, string Name);

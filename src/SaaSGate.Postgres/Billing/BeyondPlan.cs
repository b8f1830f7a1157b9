using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Billing;

/// <summary>Something that an organisation has beyond its plan: it goes on, and is read-only.</summary>
/// <param name="Thing">skills or connections.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record BeyondPlan([property: AllowedValues("skills", "connections")] string Thing, string Id, string Name);

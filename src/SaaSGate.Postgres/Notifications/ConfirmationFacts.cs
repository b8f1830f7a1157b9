namespace SaaSGate.Postgres.Notifications;

/// <summary>A skill that is to be confirmed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OwnerName">Who answers for it.</param>
/// <param name="ConfirmBy">Until when; then it is suspended.</param>
public sealed record ConfirmationFacts(string Name, string OwnerName, DateTimeOffset ConfirmBy);

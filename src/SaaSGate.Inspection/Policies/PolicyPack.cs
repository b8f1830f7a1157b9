namespace SaaSGate.Inspection.Policies;

/// <summary>A ready policy of the catalogue. Its own tests pass.</summary>
/// <param name="Id">Its name in addresses: <c>bulk-export</c>.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What it does, in a few sentences.</param>
/// <param name="Document">The policy: YAML, to be taken over and changed.</param>
public sealed record PolicyPack(string Id, string Title, string Description, string Document);

namespace SaaSGate.ControlPlane.Search;

/// <summary>A search to keep.</summary>
/// <param name="Name">What it is called; 1 to 100 characters.</param>
/// <param name="Query">What is searched for, as in the address of the page, without the question mark.</param>
/// <param name="Shared">Whether everyone of the organisation sees it.</param>
internal sealed record SaveSearch(string Name, string Query, bool Shared = false);

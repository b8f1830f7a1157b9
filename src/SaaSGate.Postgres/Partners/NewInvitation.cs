namespace SaaSGate.Postgres.Partners;

/// <summary>An offer.</summary>
/// <param name="Address">A short name, or the e-mail address of an admin; in small letters.</param>
/// <param name="Actions">see, decide.</param>
/// <param name="Labels">Of skills; none: all.</param>
/// <param name="Masking">full or summary.</param>
/// <param name="Until">Until when the grant would last.</param>
/// <param name="Message">A word with it.</param>
public sealed record NewInvitation(string Address, IReadOnlyList<string> Actions, IReadOnlyList<string> Labels, string Masking, DateTimeOffset Until, string? Message);

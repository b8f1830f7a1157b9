namespace SaaSGate.Postgres.Approvals;

/// <summary>A reviewer's change of a held request.</summary>
/// <param name="Pointer">JSON pointer of a text in the body.</param>
/// <param name="Text">What it becomes, whole; labels in it stand for the values that they were made of.</param>
public sealed record RequestedEdit(string Pointer, string Text);

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Something to say of a version.</summary>
/// <param name="Text">What.</param>
/// <param name="Line">Of which line, from 1; of the whole when absent.</param>
internal sealed record CommentPolicy(string Text, int? Line = null);

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>How a held request is to be changed. The gateway changes it and holds what came of it anew, under an approval of its own.</summary>
/// <param name="ViewDigest">Digest of the view that the reviewer saw, in hexadecimal.</param>
/// <param name="Edits">Which texts become what.</param>
internal sealed record EditApproval(string ViewDigest, IReadOnlyList<EditApproval.Edit> Edits)
{
    /// <summary>One text.</summary>
    /// <param name="Pointer">JSON pointer of a text in the body, such as /messages/0/content.</param>
    /// <param name="Text">What it becomes, whole; labels in it stand for the values that they were made of.</param>
    internal sealed record Edit(string Pointer, string Text);
}

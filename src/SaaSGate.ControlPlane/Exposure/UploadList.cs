namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Values to look up once a second person has agreed.</summary>
/// <param name="Name">What people call the list.</param>
/// <param name="Type">Type of its values, such as <c>EMAIL</c>.</param>
/// <param name="Values">The values, at most 10,000 of at most 256 characters each. Reports name them by their place, from 1.</param>
internal sealed record UploadList(string Name, string Type, IReadOnlyList<string> Values)
{
    /// <summary>Says nothing of the values.</summary>
    public override string ToString() => nameof(UploadList);
}

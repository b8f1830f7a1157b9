namespace SaaSGate.ControlPlane.Demo;

/// <summary>A skill of the demo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id.</param>
/// <param name="Key">A key of it.</param>
public sealed record DemoSkill(string Name, string Id, string Key)
{
    /// <summary>The name alone: the key stays out of logs.</summary>
    public override string ToString() => Name;
}

namespace SaaSGate.ControlPlane.Skills;

/// <summary>Something that looks like a skill key was found. Of it no more is sent than tells it apart: never the whole.</summary>
/// <param name="Start">Its first ten characters, <c>sgk_</c> among them.</param>
/// <param name="End">Its last six characters.</param>
internal sealed record CheckLeak(string Start, string End);

namespace SaaSGate.ControlPlane.Idempotency;

/// <summary>An answer that shows a secret: it is kept nowhere, so a repeated request cannot get it again.</summary>
internal interface IShownOnce;

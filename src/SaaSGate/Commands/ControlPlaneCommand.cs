using System.CommandLine;

namespace SaaSGate.Commands;

/// <summary><c>saasgate control-plane</c>: silo, portal API, hub and region link. Settings: sections SaaSGate:….</summary>
internal static class ControlPlaneCommand
{
    public static Command Create()
    {
        var command = new Command("control-plane", "Run a control plane: silo, portal, API and region link.");
        return command;
    }
}

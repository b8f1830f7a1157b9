using System.CommandLine;
using SaaSGate.Commands;

var dev = new DevCommand();
var root = new RootCommand("SaaSGate, the incident-response gateway for Claude skills. Without a command it runs a whole demo on this machine.")
{
    dev,
    ControlPlaneCommand.Create(),
    GatewayCommand.Create(),
    SimulatorCommand.Create(),
    MigrateCommand.Create(),
    new ScanCommand(),
    new VerifyCommand(),
    new OffboardCommand(),
    new OwnCommand(),
    RotateKeyCommand.Create(),
    RewrapCommand.Create(),
    BillingCommand.Create(),
};
foreach (var option in dev.Options)
    root.Options.Add(option);
root.SetAction(dev.RunAsync);
var parsed = root.Parse(args);
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
// To those who scan or verify, 1 means that something was found.
return parsed.Errors.Count > 0 && parsed.CommandResult.Command is ScanCommand or VerifyCommand ? ScanCommand.Failed : exitCode;

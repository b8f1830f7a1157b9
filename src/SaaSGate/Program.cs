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
};
foreach (var option in dev.Options)
    root.Options.Add(option);
root.SetAction(dev.RunAsync);
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });

using SaaSGate.Gateway.Tests;
using SaaSGate.Gateway.Tests.Spool;
using Xunit.MicrosoftTestingPlatform;

// The same executable is the process that the kill test kills; otherwise it runs the tests as xunit's own entry point does.
if (SpoolWriterProcess.Directory is { } directory)
    return await SpoolWriterProcess.RunAsync(directory);
return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);

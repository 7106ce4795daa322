/** Applications that misconfigure `SpanlinkModule`, each in one way; every one of them answers. */
import { Controller, type DynamicModule, Get, Injectable, Module } from '@nestjs/common';
import { LinkFrom, Span } from 'spanlink';
import { LedgerModule, messageContext, SpanlinkModule } from 'spanlink/nestjs';
import { visit } from './module-parts.js';
import { serve } from './serve.js';

@Controller()
class Home {
  @Span()
  @Get()
  home(): string {
    return 'home';
  }

  @Get('asked')
  @LinkFrom(messageContext)
  asked(): string {
    return 'asked';
  }

  @Get('other')
  other(): string {
    return 'other';
  }
}

@Injectable()
class Settings {
  readonly all = true;
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

function application(...imports: DynamicModule[]): DynamicModule {
  class AppModule {}
  return { module: AppModule, imports, controllers: [Home] };
}

function feature(...imports: DynamicModule[]): DynamicModule {
  class FeatureModule {}
  return { module: FeatureModule, imports };
}

const APPLICATIONS = {
  withoutModule: () => application(),
  withModule: () => application(SpanlinkModule.forRoot()),
  bare: () => application({ module: SpanlinkModule }),
  twice: () =>
    application(
      SpanlinkModule.forRoot(),
      feature(SpanlinkModule.forRoot({ providers: true })),
      feature(SpanlinkModule.forRoot({ providers: true })),
    ),
  unknownOptions: () => application(SpanlinkModule.forRoot({ provider: true, client: false } as never)),
  wrongTypes: () => application(SpanlinkModule.forRoot({ clients: 'no', providers: { include: 'Home' } } as never)),
  noObject: () => application(SpanlinkModule.forRoot('all' as never)),
  failingFactory: () =>
    application(SpanlinkModule.forRootAsync({ useFactory: () => Promise.reject(new Error('no settings')) })),
  throwingFactory: () =>
    application(
      SpanlinkModule.forRootAsync({
        useFactory: () => {
          throw new Error('no settings');
        },
      }),
    ),
  noFactory: () => application(SpanlinkModule.forRootAsync(undefined as never)),
  matchesNothing: () =>
    application(
      SpanlinkModule.forRoot({ providers: { include: [Home, 'Hme', /^Home\.other$/], exclude: ['Home.othr'] } }),
    ),
  noLedger: () => application(SpanlinkModule.forRoot(), { module: LedgerModule }),
  fromFactory: () =>
    application(
      SpanlinkModule.forRootAsync({
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: async ({ all }: Settings) => ({ providers: all }),
      }),
    ),
};

serve(async (_options, recorder) => ({
  acts: {
    /** Starts the application of that name, asks it, and closes it. */
    visit: (name: keyof typeof APPLICATIONS, path?: string) => visit(APPLICATIONS[name](), path),
    spanNames: () => recorder.spans.map(({ name }) => name),
    resetSpans: () => recorder.reset(),
    stopSdk: () => recorder.stop(),
  },
  close: () => undefined,
}));

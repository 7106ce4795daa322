/** Applications that misconfigure `SpanlinkModule`, each in one way; every one of them answers. */
import { Controller, type DynamicModule, Get, Injectable, Module } from '@nestjs/common';
import { LinkFrom, Span } from 'spanlink';
import { messageContext, SpanlinkModule } from 'spanlink/nestjs';
import { visit } from './module-parts.js';
import { run } from './run.js';

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

run(async (_options, recorder) => {
  const results: Record<string, unknown> = {
    noModule: await visit(application(), '/asked'),
    noModuleAgain: await visit(application(), '/asked'),
    right: await visit(application(SpanlinkModule.forRoot())),
    noMessage: await visit(application(SpanlinkModule.forRoot()), '/asked'),
    bare: await visit(application({ module: SpanlinkModule })),
    twice: await visit(
      application(
        SpanlinkModule.forRoot(),
        feature(SpanlinkModule.forRoot({ providers: true })),
        feature(SpanlinkModule.forRoot({ providers: true })),
      ),
      '/other',
    ),
    unknownOptions: await visit(
      application(SpanlinkModule.forRoot({ provider: true, client: false } as never)),
      '/other',
    ),
    wrongTypes: await visit(
      application(SpanlinkModule.forRoot({ clients: 'no', providers: { include: 'Home' } } as never)),
      '/other',
    ),
    noObject: await visit(application(SpanlinkModule.forRoot('all' as never))),
    failingFactory: await visit(
      application(SpanlinkModule.forRootAsync({ useFactory: () => Promise.reject(new Error('no settings')) })),
    ),
    throwingFactory: await visit(
      application(
        SpanlinkModule.forRootAsync({
          useFactory: () => {
            throw new Error('no settings');
          },
        }),
      ),
    ),
    noFactory: await visit(application(SpanlinkModule.forRootAsync(undefined as never))),
  };
  results.spansOfSecondImport = recorder.named('Home.other').length;
  recorder.reset();
  const settings = SpanlinkModule.forRootAsync({
    imports: [SettingsModule],
    inject: [Settings],
    useFactory: async ({ all }: Settings) => ({ providers: all }),
  });
  results.fromFactory = await visit(application(settings), '/other');
  const spans = [...recorder.spans];
  recorder.stop();
  results.noSdk = await visit(application(SpanlinkModule.forRoot()));
  return { ...results, spans: spans.map(({ name }) => name) };
});
